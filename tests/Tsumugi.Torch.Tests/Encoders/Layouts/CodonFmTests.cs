using System.Text.Json;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Encoders.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Tests.Encoders.Layouts;

/// <summary>The golden case that CodonFM's makers publish: random weights of seed 42, in bfloat16.</summary>
public sealed class CodonFmTests
{
    /// <summary>The reference was computed in bfloat16.</summary>
    private const float Tolerance = 2e-2f;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_goldenCase_givesTheirLogitsAndLoss(bool padded)
    {
        using var scope = NewDisposeScope();
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.File("modelcheck", "codonfm_golden_values.json")));
        var sizes = golden.RootElement.GetProperty("config");
        var encoder = new Encoder(CodonFmLayout.Shape(new()
        {
            View = "dna",
            Vocabulary = sizes.GetProperty("vocab_size").GetInt32(),
            Padding = sizes.GetProperty("pad_token_id").GetInt32(),
            Width = sizes.GetProperty("hidden_size").GetInt32(),
            Layers = sizes.GetProperty("num_hidden_layers").GetInt32(),
            Heads = sizes.GetProperty("num_attention_heads").GetInt32(),
            FeedWidth = sizes.GetProperty("intermediate_size").GetInt32(),
            MaxTokens = sizes.GetProperty("max_position_embeddings").GetInt32(),
            NormEpsilon = sizes.GetProperty("layer_norm_eps").GetDouble(),
        }));
        var head = new TokenHead(encoder, tied: false);
        using (var weights = ParameterSources.Open(SharedData.File("modelcheck", "codonfm_golden_state_dict.safetensors")))
            ParameterFile.Load(weights, CodonFmLayout.Parameters(encoder, head));

        int[][] mask = Rows(golden, "attention_mask");
        int[][] items = [.. Rows(golden, "input_ids").Zip(mask, (ids, present) => ids[..present.Sum()])];
        var batch = padded ? Batch.Pad(items, encoder.Config.Padding, CPU) : Batch.Pack(items, CPU);
        var logits = head.forward(encoder.forward(batch));
        var (answers, scored) = (new List<long>(), new List<long>());
        foreach (var (row, labels) in Rows(golden, "labels").Index())
        {
            for (var i = 0; i < items[row].Length; i++)
            {
                float[] wanted = [.. golden.RootElement.GetProperty("logits")[row][i].EnumerateArray().Select(value => value.GetSingle())];
                var difference = (logits[batch.Starts[row] + i] - tensor(wanted)).abs().max().item<float>();
                Assert.True(difference <= Tolerance, $"item {row}, token {i}: {difference}");
                if (labels[i] < 0)
                    continue;
                answers.Add(labels[i]);
                scored.Add(batch.Starts[row] + i);
            }
        }

        var loss = nn.functional.cross_entropy(logits.index_select(0, tensor(scored.ToArray())), tensor(answers.ToArray())).item<float>();
        Assert.Equal(golden.RootElement.GetProperty("loss").GetSingle(), loss, Tolerance);
    }

    private static int[][] Rows(JsonDocument golden, string field) =>
        [.. golden.RootElement.GetProperty(field).EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetInt32()).ToArray())];
}
