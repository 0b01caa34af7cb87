using Tsumugi.Ethics;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Repositories;

/// <summary>"May I use it?", answered in a few words.</summary>
internal static class RulingWords
{
    public static Words Of(Ruling ruling) => ruling switch
    {
        Ruling.Permitted => new("使えます", "Yes"),
        Ruling.PermittedWithObligations => new("条件を守れば使えます", "Yes, with obligations"),
        Ruling.NeedsCommittee => new("委員会の判断が必要です", "A committee must decide"),
        _ => new("使えません", "No"),
    };
}
