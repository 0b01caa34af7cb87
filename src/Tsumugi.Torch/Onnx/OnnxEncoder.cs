using System.Text.Json;
using Tsumugi.Formats.Onnx;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

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
    /// <exception cref="InvalidOperationException">A map carries an adapter (merge it first), or numbers stand beside the tokens.</exception>
    public static void Write(string folder, Encoder encoder, TokenHead? head) => OnnxWriter.Write(
        Path.Combine(folder, ModelFile), EncoderGraph.Of(encoder, head), new()
        {
            Producer = "tsumugi",
            ProducerVersion = typeof(OnnxEncoder).Assembly.GetName().Version!.ToString(3),
            Metadata = new Dictionary<string, string> { ["tsumugi.config"] = JsonSerializer.Serialize(encoder.Config, JsonSerializerOptions.Web) },
        });

    /// <summary>Runs a written encoder beside the encoder that it was written from.</summary>
    /// <returns>The greatest difference of a state, as a share of the greatest state (of 1, where all are smaller), over random items of two lengths.</returns>
    public static double Compare(string folder, Encoder encoder, int threads, CounterRandom random, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var session = OnnxSession.Open(Path.Combine(folder, ModelFile), threads);
        int[] lengths = [Math.Min(3, encoder.Config.MaxTokens), Math.Min(60, encoder.Config.MaxTokens)];
        List<int[]> items = [.. lengths.Select((length, item) => (int[])[.. Enumerable.Range(0, length).Select(at => random.Below(encoder.Config.Vocabulary, item, at))])];
        var padded = Batch.Pad(items, encoder.Config.Padding, CPU);
        var (count, longest) = (items.Count, padded.LongestItem);
        var states = session.Run(
            new Dictionary<string, OnnxTensor>
            {
                ["input_ids"] = OnnxTensor.Of<long>(padded.Tokens.data<long>().ToArray(), count, longest),
                ["attention_mask"] = OnnxTensor.Of<long>([.. lengths.SelectMany(length => Enumerable.Range(0, longest).Select(at => at < length ? 1L : 0))], count, longest),
            },
            ["last_hidden_state"], ct)["last_hidden_state"];
        var found = tensor(states.Values<float>(), [count * longest, encoder.Config.Width]);
        var differences = (encoder.forward(padded) - found).abs().amax([1]); // [items · length]
        return differences.masked_select(padded.Owners.lt(count)).max().item<float>() / Math.Max(1, found.abs().max().item<float>());
    }
}
