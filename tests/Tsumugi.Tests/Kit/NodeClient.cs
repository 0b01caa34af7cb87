using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tsumugi.Tests.Kit;

/// <summary>Other people's JavaScript clients, installed once from their registry and run as scripts.</summary>
internal static class NodeClient
{
    private static readonly SemaphoreSlim Installing = new(1);
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(5);
    private static bool _installed;

    /// <param name="whenFailed">What else is worth knowing then.</param>
    /// <returns>What the script wrote; it must end with 0.</returns>
    public static async Task<string> RunAsync(
        string script, IReadOnlyDictionary<string, string> environment, Func<string> whenFailed, CancellationToken stop)
    {
        await InstallAsync(stop);
        return await StartAsync("node", [script], environment, whenFailed, stop);
    }

    /// <summary>Starts a script that serves until its standard input closes.</summary>
    public static async Task<Process> ServeAsync(string script, IReadOnlyDictionary<string, string> environment, CancellationToken stop)
    {
        await InstallAsync(stop);
        var start = new ProcessStartInfo("node", [script]) { WorkingDirectory = Folder(), RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task InstallAsync(CancellationToken stop)
    {
        await Installing.WaitAsync(stop);
        try
        {
            if (!_installed)
                await StartAsync("npm", ["ci", "--no-audit", "--no-fund"], new Dictionary<string, string>(), () => "", stop);
            _installed = true;
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<string> StartAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, Func<string> whenFailed, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(MostTime);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end:\n{whenFailed()}");
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await errors}\n{(process.ExitCode == 0 ? "" : whenFailed())}");
        return await output;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "clients"));
}
