using Tsumugi.Torch.Recipes;
using System.Text.Json.Nodes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders.Layouts;

/// <summary>How Hugging Face's libraries name and describe an encoder of the family of ESM-2: <c>EsmForMaskedLM</c>, <c>EsmModel</c>.</summary>
/// <remarks>Names by transformers, models/esm/modeling_esm.py.</remarks>
public static class EsmLayout
{
    public const string ModelType = "esm";

    private static readonly string[] AttentionMaps = ["query", "key", "value"];

    /// <summary>What the family can express of an encoder's shape.</summary>
    public static bool Fits(EncoderConfig config) => config is
    {
        Positions: Encoders.Positions.Rotary, Activation: Activation.Gelu, Causal: false, FinalNorm: true, Numbers: 0, Times: false,
    };

    public static JsonObject Describe(EncoderConfig config, bool head) => new()
    {
        ["architectures"] = new JsonArray(head ? "EsmForMaskedLM" : "EsmModel"),
        ["model_type"] = ModelType,
        ["vocab_size"] = config.Vocabulary,
        ["hidden_size"] = config.Width,
        ["num_hidden_layers"] = config.Layers,
        ["num_attention_heads"] = config.Heads,
        ["intermediate_size"] = config.InnerWidth,
        ["max_position_embeddings"] = config.MaxTokens,
        ["position_embedding_type"] = "rotary",
        ["hidden_act"] = "gelu",
        ["layer_norm_eps"] = config.NormEpsilon,
        ["pad_token_id"] = config.Padding,
        ["mask_token_id"] = config.Mask,
        ["emb_layer_norm_before"] = config.EmbeddingNorm,
        ["token_dropout"] = config.TokenDropout,
        ["hidden_dropout_prob"] = 0.0,
        ["attention_probs_dropout_prob"] = 0.0,
        ["tie_word_embeddings"] = true,
        ["is_folding_model"] = false,
        ["use_cache"] = false,
        ["torch_dtype"] = "float32",
    };

    /// <param name="json">A <c>config.json</c> of <c>model_type</c> esm.</param>
    /// <exception cref="UnknownLayoutException">It describes an encoder that this engine does not have.</exception>
    public static EncoderConfig Read(JsonObject json, string file)
    {
        var fields = new ConfigFields(json, file);
        fields.Expect("position_embedding_type", "rotary");
        fields.Expect("hidden_act", "gelu");
        fields.ExpectNot("is_folding_model");
        fields.ExpectNot("is_decoder");
        fields.ExpectNot("add_cross_attention");
        var config = new EncoderConfig
        {
            View = Views.Protein,
            Vocabulary = fields.Integer("vocab_size"),
            Width = fields.Integer("hidden_size"),
            Layers = fields.Integer("num_hidden_layers"),
            Heads = fields.Integer("num_attention_heads"),
            FeedWidth = fields.Integer("intermediate_size"),
            MaxTokens = fields.Integer("max_position_embeddings"),
            Padding = fields.Integer("pad_token_id"),
            Mask = fields.Integer("mask_token_id"),
            NormEpsilon = fields.Number("layer_norm_eps", 1e-12),
            EmbeddingNorm = fields.Flag("emb_layer_norm_before"),
            TokenDropout = fields.Flag("token_dropout"),
        };
        fields.ThrowIfWrong();
        return config;
    }

    /// <returns>Each parameter under the family's name; parts of the map to queries, keys and values are views of it.</returns>
    public static IEnumerable<(string Name, Tensor Tensor)> Parameters(Encoder encoder, TokenHead? head)
    {
        yield return ("esm.embeddings.word_embeddings.weight", encoder.Embedding);
        foreach (var row in Norm("esm.embeddings.layer_norm", encoder.EmbeddingNorm))
            yield return row;
        foreach (var (i, block) in encoder.Blocks.Index())
        {
            foreach (var (name, tensor) in OfBlock(block, encoder.Config.Width))
                yield return ($"esm.encoder.layer.{i}.{name}", tensor);
        }

        foreach (var row in Norm("esm.encoder.emb_layer_norm_after", encoder.FinalNorm))
            yield return row;
        if (head is null)
            yield break;
        foreach (var row in Map("lm_head.dense", head.Dense).Concat(Norm("lm_head.layer_norm", head.Norm)).Append(("lm_head.bias", head.Bias)))
            yield return row;
    }

    /// <returns>The family's names of what each linear map holds, in the order of its rows: three for queries, keys and values.</returns>
    public static IEnumerable<(Projection Map, IReadOnlyList<string> Names)> Maps(Encoder encoder) => encoder.Blocks.Index().SelectMany(row =>
    {
        var (layer, block) = ($"esm.encoder.layer.{row.Index}", row.Item);
        return new (Projection, IReadOnlyList<string>)[]
        {
            (block.QueryKeyValue, [.. AttentionMaps.Select(name => $"{layer}.attention.self.{name}")]),
            (block.AttentionOut, [$"{layer}.attention.output.dense"]),
            (block.FeedIn, [$"{layer}.intermediate.dense"]),
            (block.FeedOut, [$"{layer}.output.dense"]),
        };
    });

    /// <summary>Tensors that such files hold and that say nothing new: the tied matrix, the contact head, and what older versions wrote.</summary>
    /// <param name="head">False when the head is not asked for.</param>
    public static bool PassedOver(string name, bool head) =>
        name is "lm_head.decoder.weight" or "lm_head.decoder.bias" or "esm.embeddings.position_ids" or "esm.embeddings.position_embeddings.weight"
        || name.StartsWith("esm.contact_head.", StringComparison.Ordinal)
        || name.StartsWith("esm.pooler.", StringComparison.Ordinal)
        || name.EndsWith(".rotary_embeddings.inv_freq", StringComparison.Ordinal)
        || (!head && name.StartsWith("lm_head.", StringComparison.Ordinal));

    private static IEnumerable<(string, Tensor)> OfBlock(Encoder.Block block, long width)
    {
        var rows = Norm("attention.LayerNorm", block.AttentionNorm);
        foreach (var (part, name) in AttentionMaps.Index())
        {
            rows = rows.Append(($"attention.self.{name}.weight", block.QueryKeyValue.Weight.narrow(0, part * width, width)))
                .Append(($"attention.self.{name}.bias", block.QueryKeyValue.Bias!.narrow(0, part * width, width)));
        }

        return rows.Concat(Map("attention.output.dense", block.AttentionOut)).Concat(Norm("LayerNorm", block.FeedNorm))
            .Concat(Map("intermediate.dense", block.FeedIn)).Concat(Map("output.dense", block.FeedOut));
    }

    private static IEnumerable<(string, Tensor)> Map(string name, Projection map) => [($"{name}.weight", map.Weight), ($"{name}.bias", map.Bias!)];

    private static IEnumerable<(string, Tensor)> Norm(string name, LayerNorm? norm) =>
        norm is null ? [] : [($"{name}.weight", norm.weight!), ($"{name}.bias", norm.bias!)];
}
