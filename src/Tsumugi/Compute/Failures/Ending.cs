using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Failures;

/// <summary>How an attempt ended, judged from what its engine says of it.</summary>
/// <param name="Failure">Null when the worker was done, or only paused.</param>
/// <param name="Paused">It keeps its state and wants to go on.</param>
/// <param name="MayRepeat">False when another attempt would end in the same way.</param>
public sealed record Ending(FailureKind? Failure, Words Reason, bool Paused = false, bool MayRepeat = true)
{
    /// <summary>The worker's exit codes: see Tsumugi.Worker/ExitCodes.cs.</summary>
    private const int Refused = 1;
    private const int StoppedWithState = 4;
    private const int UnfitData = 5;
    private const int OutOfMemory = 6;

    /// <summary>A job whose machines keep failing is not started for ever.</summary>
    private const int MostAttempts = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    public static readonly Ending Done = new(null, default);

    public static readonly Ending OutOfTime = new(FailureKind.Walltime, new("指定した実行時間を使い切りました。", "It used up the walltime that was asked for."));

    /// <param name="exitCode">The worker's; above 128 when a signal ended it.</param>
    /// <param name="said">The last line that the worker said.</param>
    public static Ending OfWorker(int exitCode, string said) => exitCode switch
    {
        0 => Done,
        Refused => new(FailureKind.Code, Told(exitCode, said)),
        UnfitData => new(FailureKind.Data, Told(exitCode, said)),
        OutOfMemory => new(FailureKind.OutOfMemory, Told(exitCode, said)),
        StoppedWithState => new(null, new("時間の上限に達したか、停止を求められたため、続きから再開します。", "Its time was over, or it was asked to stop; it goes on from its checkpoint."), Paused: true),
        _ => new(FailureKind.Node, Told(exitCode, said)),
    };

    /// <returns>How long to rest before the next attempt, or null when there shall be none.</returns>
    public TimeSpan? NextAfter(int attempts)
    {
        if (Paused)
            return TimeSpan.Zero;
        if (Failure is not { } failure || !Remedies.IsInfrastructure(failure) || !MayRepeat || attempts >= MostAttempts)
            return null;
        var pause = FirstPause * Math.Pow(2, attempts - 1);
        return pause < LongestPause ? pause : LongestPause;
    }

    private static Words Told(int exitCode, string said) => new($"ワーカーが終了しました（コード {exitCode}）：{said}", $"The worker ended with code {exitCode}: {said}");
}
