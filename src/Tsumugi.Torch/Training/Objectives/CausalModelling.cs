namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Guess each token from those before it, the mark of the end too.</summary>
public sealed class CausalModelling : ITokenTask
{
    public bool Causal => true;

    public TokenQuestion Ask(IReadOnlyList<int[]> items, long step) => new(
        items,
        [.. items.Index().SelectMany(item => Enumerable.Range(0, item.Item.Length - 1).Select(place => (item.Index, place)))],
        [.. items.SelectMany(item => item.Skip(1)).Select(id => (long)id)]);
}
