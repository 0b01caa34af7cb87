using System.ComponentModel;
using System.Diagnostics;
using Tsumugi.Client.Jobs;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Commands;

/// <summary>Whether this machine can close a sandbox, found out by closing one. Asked again after a minute, as an operator may have mended it.</summary>
public sealed class FindSandbox
{
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    private (DateTime At, Words? Missing)? _found;

    /// <returns>What is missing and how to mend it; null when nothing is.</returns>
    public async Task<Words?> MissingAsync(CancellationToken stop)
    {
        if (_found is not { } found || DateTime.UtcNow - found.At > Holds)
            _found = found = (DateTime.UtcNow, await TryAsync(stop));
        return found.Missing;
    }

    private static async Task<Words?> TryAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo(JobSandbox.Program, [.. JobSandbox.Isolation, "--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--remount-ro", "/", "--", "/bin/true"])
        {
            RedirectStandardError = true,
        };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(MostTime);
            using var process = Process.Start(start)!;
            var said = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? null : new(
                $"隔離環境を作れません（{said.Trim()}）。bubblewrap 0.8 以降を入れ、非特権ユーザー名前空間を許可してください。",
                $"no sandbox can be made ({said.Trim()}). Install bubblewrap 0.8 or later and allow unprivileged user namespaces.");
        }
        catch (Win32Exception)
        {
            return new(
                "コマンドを隔離する bubblewrap が入っていません。ハブの計算機に入れてください（Debian・Ubuntu では apt install bubblewrap）。",
                "bubblewrap, which isolates commands, is not installed. Install it on the hub's machine (apt install bubblewrap on Debian and Ubuntu).");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new("bubblewrap が応答しません。ハブの計算機を確かめてください。", "bubblewrap does not answer; look after the hub's machine.");
        }
    }
}
