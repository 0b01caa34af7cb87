using System.ComponentModel;
using System.Diagnostics;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>
/// Slurm's own program for its accounts. slurmrestd will not do: that of 22.05 drops limits in minutes without an error, and
/// makes accounts that have no parent.
/// </summary>
/// <param name="command">Program and arguments before sacctmgr's own, between spaces.</param>
internal sealed class SlurmManager(string command, TimeSpan patience)
{
    /// <returns>Lines of fields. Every field is of letters that no shell takes for its own, as a command behind ssh is read by one.</returns>
    /// <exception cref="SlurmException">When it does not answer.</exception>
    public async Task<List<string[]>> ShowAsync(string what, string fields, CancellationToken stop) =>
        [.. (await RunAsync(["-nP", "show", what, $"format={fields}"], stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))];

    /// <exception cref="SlurmException">When it does not answer, or refuses.</exception>
    public Task ChangeAsync(IReadOnlyList<string> words, CancellationToken stop) => RunAsync(["-i", .. words], stop);

    private async Task<string> RunAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        var own = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(own[0], [.. own[1..], .. words]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var said = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode == 0)
                return said;
            var reason = string.Join(' ', $"{await errors} {said}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            throw new SlurmException(IsRefusal(reason) ? SlurmTrouble.Refused : SlurmTrouble.NotReached, $"sacctmgr: {reason}");
        }
        catch (Win32Exception error)
        {
            throw new SlurmException(SlurmTrouble.NotReached, $"sacctmgr: {error.Message}", cause: error);
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new SlurmException(SlurmTrouble.Unsure, $"sacctmgr: No answer within {patience.TotalSeconds:0} s.", cause: error);
        }
        finally
        {
            if (process is { HasExited: false })
                process.Kill(entireProcessTree: true);
            process?.Dispose();
        }
    }

    /// <summary>Whatever fails before Slurm's accounting was asked meets every other question, too.</summary>
    private static bool IsRefusal(string reason) => !reason.Contains("persistent connection", StringComparison.Ordinal) && !reason.Contains("PersistInit", StringComparison.Ordinal)
        && !reason.StartsWith("ssh", StringComparison.Ordinal);
}
