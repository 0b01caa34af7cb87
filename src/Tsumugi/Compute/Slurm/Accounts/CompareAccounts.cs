using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <param name="Wanted">Null where the hub wants nothing.</param>
/// <param name="Found">Null where Slurm has nothing.</param>
internal sealed record Drift(DriftKind Kind, ClusterItem? Wanted, ClusterItem? Found)
{
    public ClusterItem Item => Wanted ?? Found!;

    public bool Repairable => Kind is DriftKind.Missing or DriftKind.Differs or DriftKind.Extra;

    public DriftView View => new(Kind, Item.Kind.ToString().ToLowerInvariant(), Item.Name, Wanted?.Value, Found?.Value, Text.ToString(), Repairable);

    private Words What => Item.Kind switch
    {
        ItemKind.Qos => new("QOS", "The QOS"),
        ItemKind.Account => new("アカウント", "The account"),
        _ => new("利用者の登録", "The user"),
    };

    public Words Text => Kind switch
    {
        DriftKind.Missing => new($"{What.Ja} {Item.Name} が Slurm にありません。", $"{What.En} {Item.Name} is not at Slurm."),
        DriftKind.Differs => new(
            $"{What.Ja} {Item.Name} の設定が違います。Slurm：{Found!.Value}。ハブ：{Wanted!.Value}。", $"{What.En} {Item.Name} differs: Slurm has {Found.Value}, the hub wants {Wanted.Value}."),
        DriftKind.Extra => new(
            $"{What.Ja} {Item.Name} は Slurm に残っていますが、ハブには対応する進行中の割り当てがありません。", $"{What.En} {Item.Name} is at Slurm, and the hub has nothing that goes on for it."),
        DriftKind.Taken => new(
            $"名前 {Item.Name} は、このハブのものではない{What.Ja}が使っています。ハブはこれを変えません。クラスターの管理者に名前を変えてもらってください。",
            $"{What.En} {Item.Name} is not this hub's, and has the name that the hub needs. The hub leaves it alone; ask the cluster's administrators to rename it."),
        _ => new(
            $"{What.Ja} {Item.Name} はハブの接頭辞で始まりますが、このハブのものではありません。ハブはこれを変えません。",
            $"{What.En} {Item.Name} begins with the hub's prefix and is not this hub's. The hub leaves it alone."),
    };
}

/// <summary>What should be at a Slurm against what is. Pure.</summary>
internal static class CompareAccounts
{
    /// <param name="mark">With it begin the descriptions of what is this hub's.</param>
    /// <param name="told">What the hub told before, perhaps under another address.</param>
    public static List<Drift> Run(IReadOnlyList<ClusterItem> wanted, IReadOnlyList<ClusterItem> found, string mark, IReadOnlyList<ToldItem> told)
    {
        var there = found.ToDictionary(item => (item.Kind, item.Name));
        var drifts = new List<Drift>();
        foreach (var item in wanted)
        {
            var has = there.GetValueOrDefault((item.Kind, item.Name));
            if (has is not null && !IsOurs(has, found, mark, told))
                drifts.Add(new(DriftKind.Taken, item, has));
            else if (has?.Value != item.Value)
                drifts.Add(new(has is null ? DriftKind.Missing : DriftKind.Differs, item, has));
        }

        var names = wanted.Select(item => (item.Kind, item.Name)).ToHashSet();
        drifts.AddRange(found.Where(item => !names.Contains((item.Kind, item.Name)))
            .Select(item => new Drift(IsOurs(item, found, mark, told) ? DriftKind.Extra : DriftKind.Foreign, null, item))
            .Where(drift => drift.Kind == DriftKind.Extra || drift.Item.Kind != ItemKind.User));
        return drifts;
    }

    /// <summary>A user is the hub's where the account is.</summary>
    public static bool IsOurs(ClusterItem item, IReadOnlyList<ClusterItem> found, string mark, IReadOnlyList<ToldItem> told)
    {
        if (item.Kind == ItemKind.User)
            return found.FirstOrDefault(other => other.Kind == ItemKind.Account && item.Name.StartsWith(other.Name + "/", StringComparison.Ordinal)) is { } account && IsOurs(account, found, mark, told);
        return item.Description is { } text && (text.StartsWith(mark, StringComparison.OrdinalIgnoreCase)
            || told.Any(row => row.Kind == item.Kind && row.Name == item.Name && text.Equals(row.Description, StringComparison.OrdinalIgnoreCase)));
    }
}
