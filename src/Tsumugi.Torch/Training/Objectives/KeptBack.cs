namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Which items a run trains on, and which it keeps back to look at.</summary>
/// <param name="Trained">Places of items, in order.</param>
/// <param name="Kept">The others, at least one where a share of them is asked for.</param>
public sealed record KeptBack(int[] Trained, int[] Kept)
{
    public static KeptBack Of(int items, double share, long seed)
    {
        var kept = share > 0 ? Math.Max(1, (int)(items * share)) : 0;
        var order = new CounterRandom(seed, "validation").Order(items, 0);
        Array.Sort(order, 0, kept);
        Array.Sort(order, kept, items - kept);
        return new(order[kept..], order[..kept]);
    }
}
