using Tsumugi.Torch.Alignment;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Connection;

/// <summary>From a part's own states, and the n-grams of the whole item, into the space.</summary>
public sealed class PartProjection : nn.Module
{
    [ComponentName(Name = "mean")]
    private readonly Parameter _mean;

    [ComponentName(Name = "deviation")]
    private readonly Parameter _deviation;

    [ComponentName(Name = "bag")]
    private readonly NGramBag? _bag;

    [ComponentName(Name = "dense")]
    private readonly Linear? _dense;

    [ComponentName(Name = "out")]
    private readonly Linear _out;

    /// <param name="states">Width of the part's states.</param>
    /// <param name="hasBag">Whether n-grams stand beside them.</param>
    public PartProjection(int states, bool hasBag, ConnectionConfig config) : base("projection")
    {
        (_mean, _deviation) = (new(zeros(states), requires_grad: false), new(ones(states), requires_grad: false));
        _bag = hasBag ? new(config.Buckets, config.Width) : null;
        var inputs = states + (hasBag ? config.Width : 0);
        _dense = config.HiddenWidth > 0 ? nn.Linear(inputs, config.HiddenWidth) : null;
        _out = nn.Linear(config.HiddenWidth > 0 ? config.HiddenWidth : inputs, config.Width, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Measures the states that it is to be taught on, so that each direction counts as much as any other.</summary>
    /// <param name="states">[items, states]</param>
    public void Standardise(Tensor states)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        _mean.copy_(states.mean([0]));
        _deviation.copy_(states.std(0, unbiased: false).clamp(min: 1e-6));
    }

    /// <param name="states">[items, states]</param>
    /// <param name="ngrams">Of each item; not looked at where there is no bag.</param>
    /// <returns>Unit vectors, [items, width of the space].</returns>
    public Tensor Project(Tensor states, IReadOnlyList<int[]> ngrams)
    {
        using var scope = NewDisposeScope();
        var x = (states - _mean) / _deviation;
        if (_bag is not null)
            x = cat([x, _bag.forward(ngrams)], 1);
        if (_dense is not null)
            x = nn.functional.gelu(_dense.forward(x));
        return nn.functional.normalize(_out.forward(x), dim: 1).MoveToOuterDisposeScope();
    }
}
