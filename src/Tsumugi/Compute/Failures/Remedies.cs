using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Failures;

/// <summary>What a person can do about a failure, by its kind.</summary>
public static class Remedies
{
    public static Words Title(FailureKind kind) => kind switch
    {
        FailureKind.Code => new("プログラムの誤り", "Error in what it ran"),
        FailureKind.OutOfMemory => new("メモリ不足", "Out of memory"),
        FailureKind.Walltime => new("実行時間の超過", "Out of time"),
        FailureKind.Node => new("計算ノードの障害", "Failure of a node"),
        FailureKind.Preemption => new("優先ジョブによる中断", "Preempted"),
        FailureKind.Site => new("計算拠点の都合", "Trouble at the site"),
        FailureKind.Data => new("データの誤り", "Unfit data"),
        _ => Words.Same(kind.ToString()),
    };

    public static Words Of(FailureKind kind) => kind switch
    {
        FailureKind.Code => new("ログの最後を読み、レシピや設定を直して提出し直してください。", "Read the end of the log, mend the recipe or its settings, and submit it again."),
        FailureKind.OutOfMemory => new("メモリを増やして提出し直すか、一度に処理する量を減らしてください。", "Submit it again with more memory, or let it take less at a time."),
        FailureKind.Walltime => new("実行時間を延ばして提出し直すか、手順数を減らしてください。", "Submit it again with more time, or with fewer steps."),
        FailureKind.Node => new("設定はそのままで、もう一度提出してください。続くときは計算拠点に問い合わせてください。", "Submit it again as it is. If it keeps failing, ask the site."),
        FailureKind.Preemption => new("設定はそのままで、空いている時間帯か別の計算拠点に提出し直してください。", "Submit it again as it is, at a quieter time or to another site."),
        FailureKind.Site => new("資源や計算拠点を変えて提出し直すか、ハブの運用担当者に問い合わせてください。", "Submit it again with other resources or to another site, or ask the hub's operators."),
        FailureKind.Data => new("ログの最後に挙げられた入力を直し、新しい版を提出してください。", "Mend the input that the end of the log names, and submit its new revision."),
        _ => default,
    };

    /// <summary>Nobody's fault who submitted it: such a job is started again by itself.</summary>
    public static bool IsInfrastructure(FailureKind kind) => kind is FailureKind.Node or FailureKind.Preemption or FailureKind.Site;
}
