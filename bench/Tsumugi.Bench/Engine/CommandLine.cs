using System.ComponentModel;
using System.Diagnostics;

namespace Tsumugi.Bench.Engine;

/// <summary>Measures a program of others beside ours.</summary>
internal static class CommandLine
{
    /// <summary>Seconds of the median run; null where the program is not installed.</summary>
    public static async Task<double?> SecondsAsync(int runs, string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        try
        {
            return await Median.SecondsAsync(runs, () => RunAsync(program, arguments, ct), ct);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <exception cref="Win32Exception">The program is not installed.</exception>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }
}
