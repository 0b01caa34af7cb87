using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Items that nobody labelled, as the steps of a run see them.</summary>
/// <param name="Ids">Token ids, cut to the encoder's window.</param>
/// <param name="Other">Null where items have one strand, or are read on one alone.</param>
public sealed record TokenItems(IReadOnlyList<int[]> Ids, OtherStrand? Other = null)
{
    /// <summary>Times beside the ids of each item; null where the data have none.</summary>
    public IReadOnlyList<TokenizedItem>? Timed { get; init; }

    /// <summary>Tokens of each item.</summary>
    public IReadOnlyList<int> Lengths => Ids is StoredItems.IdList stored ? stored.Lengths : [.. Ids.Select(item => item.Length)];

    /// <param name="random">The strand follows from it, the step and the item: not from who asks, nor when.</param>
    public int[] At(int item, long step, CounterRandom random) =>
        Other is { } other && random.Uniform(step, item) < other.Share ? other.Ids[item] : Ids[item];
}

/// <summary>The same items from their other end, complemented.</summary>
/// <param name="Ids">As long as the items, one by one.</param>
/// <param name="Share">Of the items of a step that are seen so.</param>
public sealed record OtherStrand(IReadOnlyList<int[]> Ids, double Share);
