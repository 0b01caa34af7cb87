using Tsumugi.Torch.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads;

/// <summary>From an encoder's states to the scores of a question: one map, or a map, GELU, a norm and another.</summary>
public sealed class TaskHead : nn.Module<Tensor, Tensor>
{
    private readonly Projection? _dense;
    private readonly LayerNorm? _norm;
    private readonly Projection _out;

    public TaskHead(HeadConfig config) : base("head")
    {
        Config = config;
        Kind = HeadKinds.All[config.Kind];
        if (config.HiddenWidth > 0)
        {
            _dense = new(config.Width, config.HiddenWidth);
            _norm = nn.LayerNorm(config.HiddenWidth);
        }

        _out = new(config.HiddenWidth > 0 ? config.HiddenWidth : config.Width, config.Outputs.Count);
        RegisterComponents();
    }

    public HeadConfig Config { get; }

    public IHeadKind Kind { get; }

    /// <param name="x">[n, width]</param>
    /// <returns>[n, outputs], float32.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        if (_dense is not null)
            x = _norm!.forward(nn.functional.gelu(_dense.forward(x)).to_type(ScalarType.Float32));
        return _out.forward(x).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <param name="states">[tokens, width], as the encoder gives them.</param>
    /// <returns>[items, outputs], or [positions, outputs] item after item in the caller's order; float32.</returns>
    public Tensor Score(Tensor states, Batch batch)
    {
        using var scope = NewDisposeScope();
        var vectors = Kind.PerPosition ? states.index_select(0, tensor(Positions(batch), device: states.device))
            : Config.Pooling == Pooling.Mean ? Encoder.Pool(states, batch)
            : states.index_select(0, tensor(batch.Starts.Select(start => (long)start).ToArray(), device: states.device));
        return forward(vectors).MoveToOuterDisposeScope();
    }

    /// <summary>Positions of an item are its tokens but for the first and last, which mark beginning and end.</summary>
    public static int Positions(int tokens) => tokens - 2;

    private static long[] Positions(Batch batch) =>
        [.. batch.Starts.Zip(batch.Lengths).SelectMany(item => Enumerable.Range(item.First + 1, Positions(item.Second))).Select(row => (long)row)];
}
