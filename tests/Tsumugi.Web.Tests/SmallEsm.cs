using System.Text;
using System.Text.Json;

namespace Tsumugi.Web.Tests;

/// <summary>The smallest encoder of ESM's family, under Hugging Face's names.</summary>
internal static class SmallEsm
{
    private const int Width = 4;
    private const int Inner = 8;
    private const int Vocabulary = 33;

    public static byte[] Config() => Encoding.UTF8.GetBytes($$"""
        {
          "model_type": "esm", "vocab_size": {{Vocabulary}}, "hidden_size": {{Width}}, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": {{Inner}},
          "max_position_embeddings": 32, "position_embedding_type": "rotary", "hidden_act": "gelu", "pad_token_id": 1, "mask_token_id": 32,
          "layer_norm_eps": 1e-5, "emb_layer_norm_before": false, "token_dropout": true
        }
        """);

    /// <summary>Random numbers as safetensors.</summary>
    public static byte[] Tensors()
    {
        const string Layer = "esm.encoder.layer.0";
        (string Name, int[] Weight)[] parts =
        [
            ($"{Layer}.attention.LayerNorm", [Width]), ($"{Layer}.attention.self.query", [Width, Width]), ($"{Layer}.attention.self.key", [Width, Width]),
            ($"{Layer}.attention.self.value", [Width, Width]), ($"{Layer}.attention.output.dense", [Width, Width]), ($"{Layer}.LayerNorm", [Width]),
            ($"{Layer}.intermediate.dense", [Inner, Width]), ($"{Layer}.output.dense", [Width, Inner]), ("esm.encoder.emb_layer_norm_after", [Width]),
        ];
        var (header, end) = (new Dictionary<string, object>(), 0);
        Add("esm.embeddings.word_embeddings.weight", [Vocabulary, Width]);
        foreach (var (name, weight) in parts)
        {
            Add($"{name}.weight", weight);
            Add($"{name}.bias", [weight[0]]);
        }

        var described = JsonSerializer.SerializeToUtf8Bytes(header);
        var random = new Random(5);
        return [.. BitConverter.GetBytes((long)described.Length), .. described, .. Enumerable.Range(0, end / 4).SelectMany(_ => BitConverter.GetBytes(random.NextSingle() - 0.5f))];

        void Add(string name, int[] shape)
        {
            var from = end;
            end += 4 * shape.Aggregate(1, (product, length) => product * length);
            header[name] = new { dtype = "F32", shape, data_offsets = new[] { from, end } };
        }
    }
}
