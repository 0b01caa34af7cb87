using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Allocations.Pages;

internal static class AllocationWords
{
    public static Words Posting(PostingView posting) => posting.Kind switch
    {
        "award" => new("配分", "Award"),
        "reserve" => new("予約", "Reserved"),
        "settle" when posting.To == "borne" => new("精算（不足分は事業の負担）", "Settled, borne by the programme"),
        "settle" => new("精算", "Settled"),
        "release" => new("予約の残りを戻した", "Rest of the reserve given back"),
        "refund" => new("払い戻し", "Refunded"),
        "lapse" => new("失効", "Lapsed"),
        "move" => new("移し替え", "Moved"),
        var other => Words.Same(other),
    };

    public static Words Account(string name) => name switch
    {
        "programme" => new("事業全体", "programme"),
        "available" => new("利用可能", "available"),
        "reserved" => new("予約中", "reserved"),
        "spent" => new("利用済み", "spent"),
        "borne" => new("事業の負担", "borne by the programme"),
        _ => Words.Same(name),
    };

    public static Words Sites(IReadOnlyList<string> sites) => sites.Count == 0 ? new("すべての計算拠点", "all sites") : Words.Same(string.Join(", ", sites));

    public static Words Kind(AllocationView row) => row.Exploratory ? new("試用枠", "Exploratory") : new("配分", "Awarded");
}
