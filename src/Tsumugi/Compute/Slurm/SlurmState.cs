using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Failures;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Slurm;

/// <summary>What Slurm's word for a job's state means to the hub.</summary>
internal enum SlurmPhase
{
    Waiting,
    Running,

    /// <summary>On its way from one to another; the next look tells.</summary>
    Between,
    Ended,
}

/// <summary>Reads Slurm's states, reasons and exit codes (squeue(1), section "Job state codes").</summary>
internal static class SlurmState
{
    /// <summary>The hub's own word for a job that Slurm had and knows nothing of.</summary>
    public const string Lost = "LOST";

    public static SlurmPhase PhaseOf(string? state) => state switch
    {
        "PENDING" or "REQUEUED" or "REQUEUE_HOLD" or "REQUEUE_FED" or "RESV_DEL_HOLD" or "SPECIAL_EXIT" => SlurmPhase.Waiting,
        "RUNNING" or "SUSPENDED" or "STOPPED" or "SIGNALING" or "RESIZING" or "STAGE_OUT" => SlurmPhase.Running,
        "COMPLETED" or "FAILED" or "TIMEOUT" or "DEADLINE" or "OUT_OF_MEMORY" or "NODE_FAIL" or "BOOT_FAIL" or "PREEMPTED" or "CANCELLED" or "REVOKED" => SlurmPhase.Ended,
        _ => SlurmPhase.Between,
    };

    /// <param name="exitCode">The worker's; null where Slurm does not say.</param>
    /// <param name="said">The last lines of the job's messages, Slurm's own among them.</param>
    public static Ending EndingOf(string state, int? exitCode, IReadOnlyList<string> said)
    {
        var last = said is [.., var line] ? line : "";
        return state switch
        {
            "COMPLETED" => Ending.Done,
            "OUT_OF_MEMORY" => OutOfMemory,
            "FAILED" when said.Any(IsAboutMemory) => OutOfMemory,
            "TIMEOUT" or "DEADLINE" => Ending.OutOfTime,
            "NODE_FAIL" or "BOOT_FAIL" => new(FailureKind.Node, new("計算ノードに障害が起きました。", "A node failed under it.")),
            "PREEMPTED" => new(FailureKind.Preemption, new("優先度の高いジョブに場所を譲りました。", "A job of higher priority took its place.")),
            "CANCELLED" => new(FailureKind.Site, new("計算拠点の側で取り消されました。", "It was cancelled at the site."), MayRepeat: false),

            // What the shell says of a command that is not there, or is no program.
            "FAILED" when exitCode is 126 or 127 => new(FailureKind.Site, new($"計算ノードでワーカーを起動できません：{last}", $"The worker cannot be started on the node: {last}")),
            "FAILED" when exitCode is { } code and not 0 => Ending.OfWorker(code, last),
            "FAILED" => new(FailureKind.Code, new($"ジョブは失敗に終わりました：{last}", $"It failed: {last}")),
            Lost => new(FailureKind.Site, new("計算拠点の制御部にも会計にも記録がありません。", "Neither the site's controller nor its accounting knows of it.")),
            _ => new(FailureKind.Site, new($"計算拠点で {state} になりました。", $"It became {state} at the site.")),
        };
    }

    /// <summary>The code that the shell would see: 128 and the signal when a signal ended it.</summary>
    /// <param name="told">A status of <c>wait(2)</c>, or since v0.0.39 an object.</param>
    public static int? ExitCodeOf(JsonElement told)
    {
        if (told.ValueKind == JsonValueKind.Number && told.TryGetInt32(out var status))
            return (status & 0x7f) is > 0 and var signal ? 128 + signal : status >> 8;
        if (told.ValueKind != JsonValueKind.Object || !told.TryGetProperty("return_code", out var code))
            return null;
        return code.ValueKind == JsonValueKind.Number ? code.GetInt32()
            : code.ValueKind == JsonValueKind.Object && code.TryGetProperty("number", out var number) ? number.GetInt32() : null;
    }

    /// <summary>What slurmstepd says where memory is watched by polling, and where by cgroups.</summary>
    private static bool IsAboutMemory(string line) =>
        line.Contains("exceeded memory limit", StringComparison.Ordinal) || line.Contains("oom-kill", StringComparison.Ordinal) || line.Contains("oom_kill", StringComparison.Ordinal);

    private static readonly Ending OutOfMemory = new(FailureKind.OutOfMemory, new("指定したメモリを超えました。", "It went over the memory that was asked for."));
}
