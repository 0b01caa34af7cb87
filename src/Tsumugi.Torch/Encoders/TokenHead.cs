using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>From a state to scores over the vocabulary: a map, GELU, a norm, and the token embedding used backwards. Where numbers stand beside tokens, to these instead, by a matrix of its own.</summary>
/// <remarks>The head of BERT (Devlin et al. 2019) and of ESM-2.</remarks>
public sealed class TokenHead : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "dense")]
    private readonly Projection _dense;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "decoder")]
    private readonly Projection? _decoder;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    // Not a field of the module's type: the encoder must not be registered as a part of its head.
    private readonly Func<Tensor> _embedding;

    /// <param name="tied">Whether scores come from the encoder's own embedding, or from a matrix of their own.</param>
    public TokenHead(Encoder encoder, bool tied = true) : base("head")
    {
        _embedding = () => encoder.Embedding;
        var config = encoder.Config;
        _dense = new(config.Width, config.Width);
        _norm = nn.LayerNorm(config.Width, config.NormEpsilon);
        if (config.Numbers > 0)
            _decoder = new(config.Width, config.Numbers);
        else if (tied)
            _bias = new Parameter(zeros(config.Vocabulary));
        else
            _decoder = new(config.Width, config.Vocabulary);
        RegisterComponents();
    }

    public Projection Dense => _dense;

    public LayerNorm Norm => _norm;

    /// <summary>Null where the encoder's embedding serves.</summary>
    public Projection? Decoder => _decoder;

    /// <summary>[vocabulary], or [numbers]</summary>
    public Parameter Bias => _bias ?? _decoder!.Bias!;

    /// <param name="x">[n, width]</param>
    /// <returns>[n, vocabulary], or [n, numbers]; float32.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = _norm.forward(nn.functional.gelu(_dense.forward(x)).to_type(ScalarType.Float32));
        var scores = _decoder is null ? x.matmul(_embedding().t()) + _bias! : _decoder.forward(x).to_type(ScalarType.Float32);
        return scores.MoveToOuterDisposeScope();
    }
}
