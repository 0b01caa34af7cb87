using System.Text.Json;
using Tsumugi.Formats.Onnx;
using Tsumugi.Torch.Encoders;

namespace Tsumugi.Torch.Onnx;

/// <summary>Encoders as ONNX models, for programs that know no libtorch.</summary>
public static class OnnxEncoder
{
    public const string ModelFile = "model.onnx";

    /// <summary>
    /// Takes <c>input_ids</c> and <c>attention_mask</c>, [batch, length] int64, padded behind; gives <c>last_hidden_state</c>
    /// [batch, length, width], <c>mean_hidden_state</c> [batch, width] and, with a head, <c>logits</c> [batch, length, vocabulary].
    /// </summary>
    /// <remarks>What lies where an item is padded means nothing.</remarks>
    /// <exception cref="InvalidOperationException">A map carries an adapter; merge it first.</exception>
    public static void Write(string folder, Encoder encoder, TokenHead? head) => OnnxWriter.Write(
        Path.Combine(folder, ModelFile), EncoderGraph.Of(encoder, head), new()
        {
            Producer = "tsumugi",
            ProducerVersion = typeof(OnnxEncoder).Assembly.GetName().Version!.ToString(3),
            Metadata = new Dictionary<string, string> { ["tsumugi.config"] = JsonSerializer.Serialize(encoder.Config, JsonSerializerOptions.Web) },
        });
}
