using System.Diagnostics;

namespace Tsumugi.Web.Tests;

/// <summary>The researcher's command, run as a process of its own.</summary>
internal static class ResearcherCommand
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <returns>The exit code, and all that was said on both streams.</returns>
    public static Task<(int Code, string Said)> RunAsync(TemporaryFolder home, params string[] arguments) => ReadAsync(home, "", arguments);

    /// <param name="input">What it finds on standard input.</param>
    public static async Task<(int Code, string Said)> ReadAsync(TemporaryFolder home, string input, params string[] arguments)
    {
        using var process = Start(home, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>For what goes on until it is ended.</summary>
    public static Process Start(TemporaryFolder home, params string[] arguments)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(own.Parent!.Parent!.FullName, "Tsumugi.Cli", own.Name, "tsumugi.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = home.Path, ["XDG_CONFIG_HOME"] = null, ["TSUMUGI_TOKEN"] = null, ["TSUMUGI_HUB"] = null, ["LANG"] = "C.UTF-8", ["LC_ALL"] = "C.UTF-8" },
        };
        return Process.Start(start)!;
    }
}
