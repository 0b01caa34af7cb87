using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Alignment;

/// <summary>Every item once per round, in an order of the round's own; steps are asked for in order.</summary>
internal sealed class Deal(int items, int perStep, CounterRandom random)
{
    private long _round = -1;
    private int[] _order = [];

    public int[] At(int step)
    {
        var perRound = Math.Max(1, items / perStep);
        if (step / perRound != _round)
            (_round, _order) = (step / perRound, random.Order(items, step / perRound));
        var start = step % perRound * perStep;
        return _order[start..Math.Min(start + perStep, items)];
    }
}
