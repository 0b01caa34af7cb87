using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Alignment;

/// <summary>States of many items whose graphs are never in memory together: a contrast can hold a whole data set.</summary>
/// <remarks>
/// GradCache, Gao et al. 2021: first all states without a graph, then the loss of them and its gradient, then chunk after chunk again
/// with a graph that the gradient goes down. It costs a second forward pass.
/// </remarks>
public sealed class CachedStates
{
    private readonly Func<Range, Tensor> _embed;
    private readonly List<Range> _chunks = [];

    /// <param name="chunk">Items whose graph is in memory at a time.</param>
    /// <param name="embed">States of some of the items, [some, width]; the same whenever it is asked.</param>
    public CachedStates(int items, int chunk, Func<Range, Tensor> embed)
    {
        _embed = embed;
        for (var start = 0; start < items; start += chunk)
            _chunks.Add(start..Math.Min(start + chunk, items));
        using (no_grad())
        using (var scope = NewDisposeScope())
            States = cat(_chunks.Select(embed).ToList(), 0).MoveToOuterDisposeScope();
        States.requires_grad = true;
    }

    /// <summary>[items, width], where the loss's own graph ends.</summary>
    public Tensor States { get; }

    /// <summary>Carries the gradient that a loss left at <see cref="States"/> on into the parameters.</summary>
    public void Backward()
    {
        using var scope = NewDisposeScope();
        if (States.grad is not { } gradient)
            return;
        foreach (var chunk in _chunks)
        {
            using var inner = NewDisposeScope();
            _embed(chunk).backward([gradient.narrow(0, chunk.Start.Value, chunk.End.Value - chunk.Start.Value)]);
        }
    }
}
