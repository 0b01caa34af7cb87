using Tsumugi.Hub.Language;

namespace Tsumugi.Ui.Components;

/// <summary>The words for states, the same on every page.</summary>
public static class States
{
    private static readonly Dictionary<string, NamedState> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["held"] = new(new("保留中", "Held"), Tone.Waiting),
        ["queued"] = new(new("待機中", "Queued"), Tone.Waiting),
        ["starting"] = new(new("起動中", "Starting"), Tone.Live),
        ["running"] = new(new("実行中", "Running"), Tone.Live),
        ["finishing"] = new(new("仕上げ中", "Finishing"), Tone.Live),
        ["scheduled"] = new(new("予定", "Scheduled"), Tone.Waiting),
        ["finished"] = new(new("完了", "Finished"), Tone.Good),
        ["killed"] = new(new("中止", "Killed"), Tone.Stopped),
        ["succeeded"] = new(new("完了", "Succeeded"), Tone.Good),
        ["failed"] = new(new("失敗", "Failed"), Tone.Bad),
        ["cancelled"] = new(new("中止", "Cancelled"), Tone.Stopped),
        ["draft"] = new(new("下書き", "Draft"), Tone.Neutral),
        ["submitted"] = new(new("提出済み", "Submitted"), Tone.Waiting),
        ["pending"] = new(new("確認待ち", "Pending"), Tone.Waiting),
        ["approved"] = new(new("承認済み", "Approved"), Tone.Good),
        ["rejected"] = new(new("却下", "Rejected"), Tone.Bad),
        ["public"] = new(new("公開", "Public"), Tone.Good),
        ["members"] = new(new("機関内", "Members"), Tone.Neutral),
        ["private"] = new(new("非公開", "Private"), Tone.Neutral),
        ["active"] = new(new("有効", "Active"), Tone.Good),
        ["expired"] = new(new("期限切れ", "Expired"), Tone.Stopped),
        ["revoked"] = new(new("失効", "Revoked"), Tone.Stopped),
        ["withdrawn"] = new(new("取り下げ", "Withdrawn"), Tone.Stopped),
        ["ongoing"] = new(new("進行中", "Ongoing"), Tone.Live),
        ["ended"] = new(new("終了", "Closed"), Tone.Stopped),
        ["ready"] = new(new("準備完了", "Ready"), Tone.Good),
        ["verified"] = new(new("検証済み", "Verified"), Tone.Good),
        ["up"] = new(new("稼働中", "Up"), Tone.Good),
        ["down"] = new(new("応答なし", "Down"), Tone.Bad),
        ["unknown"] = new(new("未確認", "Not asked yet"), Tone.Neutral),
        ["closed"] = new(new("受付停止", "Closed"), Tone.Stopped),
        ["maintenance"] = new(new("保守中", "Maintenance"), Tone.Waiting),
        ["waiting"] = new(new("待機中", "Waiting"), Tone.Waiting),
        ["leased"] = new(new("実行中", "At work"), Tone.Live),
        ["done"] = new(new("完了", "Done"), Tone.Good),
        ["refused"] = new(new("拠点が辞退", "Refused by the site"), Tone.Stopped),
        ["lost"] = new(new("応答なし", "Not heard of"), Tone.Bad),
        ["joined"] = new(new("参加中", "Joined"), Tone.Good),
        ["broken"] = new(new("不整合", "Broken"), Tone.Bad),
    };

    /// <summary>An unknown state shows its own word, neutrally, rather than nothing.</summary>
    public static NamedState Find(string state) =>
        Known.TryGetValue(state, out var named) ? named : new(Words.Same(state), Tone.Neutral);
}

public sealed record NamedState(Words Title, Tone Tone);
