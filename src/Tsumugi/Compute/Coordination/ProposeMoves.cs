using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Coordination;

/// <summary>What would lapse unused, what will run dry, and what to give from one to the other.</summary>
/// <param name="Lapsing">With the credits that will be left at their end.</param>
/// <param name="Dry">With the credits that they will lack until their end.</param>
public sealed record Outlook(IReadOnlyList<(AllocationView Allocation, decimal Left)> Lapsing, IReadOnlyList<(AllocationView Allocation, decimal Lacks)> Dry, IReadOnlyList<Proposal> Moves);

/// <param name="Reason">Why the one can spare it and the other needs it.</param>
public sealed record Proposal(string From, string To, decimal Credits, Words Reason);

/// <summary>Looks ahead from the pace of the last weeks. Pure.</summary>
public static class ProposeMoves
{
    /// <summary>What ends later may yet be used; nothing is taken from it.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(60);

    /// <summary>So much of an allocation is left to its holder whatever the pace: a last run always comes late.</summary>
    private const decimal Kept = 0.1m;

    /// <param name="pace">Allocation → credits used a day.</param>
    public static Outlook Decide(IReadOnlyList<AllocationView> allocations, IReadOnlyDictionary<string, decimal> pace, DateTime now)
    {
        var active = allocations.Where(row => row is { State: "active", Exploratory: false }).ToList();
        decimal LeftAtEnd(AllocationView row) => row.Available + row.Reserved - (pace.GetValueOrDefault(row.Id) * (decimal)(row.Until - now).TotalDays);
        var lapsing = active.Where(row => row.Until - now <= Soon && LeftAtEnd(row) > row.Awarded * Kept)
            .OrderBy(row => row.Until).Select(row => (Allocation: row, Left: LeftAtEnd(row))).ToList();
        var dry = active.Where(row => LeftAtEnd(row) < 0).OrderBy(row => row.DryAt).Select(row => (Allocation: row, Lacks: -LeftAtEnd(row))).ToList();
        var spare = lapsing.ToDictionary(row => row.Allocation.Id, row => Math.Min(row.Left - (row.Allocation.Awarded * Kept), row.Allocation.Available));
        var moves = new List<Proposal>();
        foreach (var (needs, lacks) in dry)
        {
            var open = lacks;
            foreach (var (gives, left) in lapsing.Where(row => Covers(row.Allocation, needs)))
            {
                var credits = decimal.Floor(Math.Min(open, spare[gives.Id]));
                if (credits < 1)
                    continue;
                (open, spare[gives.Id]) = (open - credits, spare[gives.Id] - credits);
                moves.Add(new(gives.Id, needs.Id, credits, new(
                    $"{gives.Id} は {gives.Until:yyyy-MM-dd} に約 {left:#,0} クレジットが失効する見込み。{needs.Id} は {needs.DryAt:yyyy-MM-dd} に使い切り、期間の終わりまでに約 {lacks:#,0} クレジット不足する見込み。",
                    $"About {left:#,0} credits of {gives.Id} will lapse on {gives.Until:yyyy-MM-dd}; {needs.Id} runs dry on {needs.DryAt:yyyy-MM-dd} and lacks about {lacks:#,0} until its end.")));
            }
        }

        return new(lapsing, dry, moves);
    }

    /// <summary>Credits keep to the sites that they were awarded for.</summary>
    private static bool Covers(AllocationView gives, AllocationView needs) => gives.Sites.Count == 0 || (needs.Sites.Count > 0 && needs.Sites.All(gives.Sites.Contains));
}
