using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders.Layouts;

/// <summary>How NVIDIA's CodonFM names its parameters: a pre-norm rotary encoder with a norm after the embedding and none at the end.</summary>
/// <remarks>Names by Transformer Engine's LayerNormLinear, LayerNormMLP and MultiheadAttention; source: bionemo-framework, models/codonfm.</remarks>
public static class CodonFmLayout
{
    /// <summary>The shape that goes with the names; sizes are the model's own.</summary>
    public static EncoderConfig Shape(EncoderConfig sizes) => sizes with
    {
        Positions = Encoders.Positions.Rotary,
        Activation = Activation.Gelu,
        EmbeddingNorm = true,
        FinalNorm = false,
    };

    /// <param name="head">With a matrix of its own.</param>
    public static IEnumerable<(string Name, Tensor Tensor)> Parameters(Encoder encoder, TokenHead head)
    {
        yield return ("embeddings.word_embeddings.weight", encoder.Embedding);
        foreach (var row in Norm("embeddings.post_ln.", encoder.EmbeddingNorm!))
            yield return row;
        foreach (var (i, block) in encoder.Blocks.Index())
        {
            foreach (var (name, tensor) in OfBlock(block))
                yield return ($"encoder.layers.{i}.{name}", tensor);
        }

        yield return ("lm_head.dense.weight", head.Dense.Weight);
        yield return ("lm_head.dense.bias", head.Dense.Bias!);
        foreach (var row in Norm("lm_head.layer_norm_linear.layer_norm_", head.Norm))
            yield return row;
        yield return ("lm_head.layer_norm_linear.weight", head.Decoder!.Weight);
        yield return ("lm_head.layer_norm_linear.bias", head.Decoder.Bias!);
    }

    private static IEnumerable<(string, Tensor)> OfBlock(Encoder.Block block) =>
    [
        .. Norm("self_attention.layernorm_qkv.layer_norm_", block.AttentionNorm),
        ("self_attention.layernorm_qkv.weight", block.QueryKeyValue.Weight),
        ("self_attention.layernorm_qkv.bias", block.QueryKeyValue.Bias!),
        ("self_attention.proj.weight", block.AttentionOut.Weight),
        ("self_attention.proj.bias", block.AttentionOut.Bias!),
        .. Norm("layernorm_mlp.layer_norm_", block.FeedNorm),
        ("layernorm_mlp.fc1_weight", block.FeedIn.Weight),
        ("layernorm_mlp.fc1_bias", block.FeedIn.Bias!),
        ("layernorm_mlp.fc2_weight", block.FeedOut.Weight),
        ("layernorm_mlp.fc2_bias", block.FeedOut.Bias!),
    ];

    private static IEnumerable<(string, Tensor)> Norm(string name, LayerNorm norm) => [($"{name}weight", norm.weight!), ($"{name}bias", norm.bias!)];
}
