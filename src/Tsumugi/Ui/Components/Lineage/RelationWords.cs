using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Ui.Components.Lineage;

/// <summary>Relations of the thread in words.</summary>
public static class RelationWords
{
    private static readonly Dictionary<string, Words> Known = new()
    {
        [Relations.AnsweredBy] = new("応えたもの", "answered by"),
        [Relations.AskedFor] = new("学習させるモデル", "asked for"),
        [Relations.BelongsTo] = new("所属先", "belongs to"),
        [Relations.ClearedOf] = new("撤回分を除いた元", "cleared of"),
        [Relations.CompletedBy] = new("修了した人", "completed by"),
        [Relations.ContributedBy] = new("データで寄与した機関", "contributed by"),
        [Relations.DerivedFrom] = new("派生元", "derived from"),
        [Relations.EvidencedBy] = new("根拠", "evidenced by"),
        [Relations.LedBy] = new("代表者", "led by"),
        [Relations.MadeBy] = new("作成元", "made by"),
        [Relations.MadeInProgramme] = new("成果とする事業", "made in programme"),
        [Relations.SameContentAs] = new("同じ内容", "same content as"),
        [Relations.MadeWith] = new("利用したもの", "made with"),
        [Relations.Measured] = new("評価対象", "measured"),
        [Relations.MemberOf] = new("参加先", "member of"),
        [Relations.MergedInto] = new("統合先", "merged into"),
        [Relations.PaidFrom] = new("計算資源の割り当て", "paid from"),
        [Relations.RevisionOf] = new("元の版", "revision of"),
        [Relations.RunBy] = new("実行者", "run by"),
        [Relations.Used] = new("使用", "used"),
        [Relations.UsedBy] = new("利用者", "used by"),
    };

    public static Words Of(string relation) => Known.TryGetValue(relation, out var words) ? words : Words.Same(relation);
}
