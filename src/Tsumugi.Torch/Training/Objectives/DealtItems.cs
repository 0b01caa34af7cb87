namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Items dealt into the steps of a run, but for those that it keeps back to look at.</summary>
public sealed class DealtItems
{
    private readonly int[] _trained;
    private readonly int[] _kept;
    private readonly TokenBatches _steps;
    private readonly TokenBatches _looks;

    /// <param name="lengths">Tokens of each item.</param>
    /// <param name="validationShare">Share that is kept back, at least one item unless it is 0.</param>
    public DealtItems(IReadOnlyList<int> lengths, int tokensPerStep, double validationShare, long seed)
    {
        var kept = validationShare > 0 ? Math.Max(1, (int)(lengths.Count * validationShare)) : 0;
        var order = new CounterRandom(seed, "validation").Order(lengths.Count, 0);
        Array.Sort(order, 0, kept);
        Array.Sort(order, kept, lengths.Count - kept);
        (_trained, _kept) = (order[kept..], order[..kept]);
        _steps = new([.. _trained.Select(item => lengths[item])], tokensPerStep, new CounterRandom(seed, "batches"));
        _looks = new([.. _kept.Select(item => lengths[item])], tokensPerStep, new CounterRandom(seed, "validation batches"));
    }

    public bool KeepsBack => _kept.Length > 0;

    /// <returns>Places of the items of one step, from 0; steps are asked for in order.</returns>
    public int[] At(long step) => [.. _steps.At(step).Select(place => _trained[place])];

    /// <returns>The items kept back in batches, always the same ones.</returns>
    public List<int[]> Looks() => [.. _looks.Round(0).Select(places => places.Select(place => _kept[place]).ToArray())];
}
