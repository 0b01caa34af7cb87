using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders;

/// <summary>From a state to scores over the vocabulary: a map, GELU, a norm, and the token embedding used backwards.</summary>
/// <remarks>The head of BERT (Devlin et al. 2019) and of ESM-2.</remarks>
public sealed class TokenHead : nn.Module<Tensor, Tensor>
{
    private readonly Projection _dense;
    private readonly LayerNorm _norm;
    private readonly Projection? _decoder;
    private readonly Parameter? _bias;
    private readonly Encoder _encoder;

    /// <param name="tied">Whether scores come from the encoder's own embedding, or from a matrix of their own.</param>
    public TokenHead(Encoder encoder, bool tied = true) : base("head")
    {
        _encoder = encoder;
        var config = encoder.Config;
        _dense = new(config.Width, config.Width);
        _norm = nn.LayerNorm(config.Width, config.NormEpsilon);
        register_module("dense", _dense);
        register_module("norm", _norm);
        if (tied)
        {
            _bias = new Parameter(zeros(config.Vocabulary));
            register_parameter("bias", _bias);
        }
        else
        {
            _decoder = new(config.Width, config.Vocabulary);
            register_module("decoder", _decoder);
        }
    }

    public Projection Dense => _dense;

    public LayerNorm Norm => _norm;

    /// <summary>Null where the encoder's embedding serves.</summary>
    public Projection? Decoder => _decoder;

    /// <summary>[vocabulary]</summary>
    public Parameter Bias => _bias ?? _decoder!.Bias!;

    /// <param name="x">[n, width]</param>
    /// <returns>[n, vocabulary], float32.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = _norm.forward(nn.functional.gelu(_dense.forward(x)).to_type(ScalarType.Float32));
        var scores = _decoder is null ? x.matmul(_encoder.Embedding.t()) + _bias! : _decoder.forward(x).to_type(ScalarType.Float32);
        return scores.MoveToOuterDisposeScope();
    }
}
