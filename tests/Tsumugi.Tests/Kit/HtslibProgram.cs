using System.Diagnostics;

namespace Tsumugi.Tests.Kit;

/// <summary>Debian's <c>samtools</c> and <c>bcftools</c>, as people run them.</summary>
internal static class HtslibProgram
{
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);

    /// <summary>Skips the test where one of the programs is absent.</summary>
    public static void SkipUnlessThere()
    {
        foreach (var program in (string[])["samtools", "bcftools"])
        {
            var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
            Assert.SkipUnless(isThere, $"{program} is not installed; Debian has it in the package of that name.");
        }
    }

    /// <param name="token">Given to what it reads over the network; null for none.</param>
    /// <returns>What it wrote; it must end with 0.</returns>
    public static Task<string> RunAsync(string folder, string? token, string program, params string[] arguments) =>
        RunAsync(folder, token, new Dictionary<string, string>(), program, arguments);

    public static async Task<string> RunAsync(string folder, string? token, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var (code, output, errors) = await TryAsync(folder, token, environment, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}: {errors}");
        return output;
    }

    public static async Task<(int Code, string Output, string Errors)> TryAsync(
        string folder, string? token, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        if (token is not null)
        {
            var kept = Path.Combine(folder, $"token-{Guid.NewGuid():n}");
            await File.WriteAllTextAsync(kept, token);
            start.Environment["HTS_AUTH_LOCATION"] = kept;

            // Without it htslib keeps tokens from addresses that are not encrypted.
            start.Environment["HTS_ALLOW_UNENCRYPTED_AUTHORIZATION_HEADER"] = "I understand the risks";
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(MostTime);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }
}
