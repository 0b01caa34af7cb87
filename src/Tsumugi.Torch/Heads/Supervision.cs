using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads;

/// <summary>The objective of a head: what it says of items against what is known of them.</summary>
public static class Supervision
{
    /// <returns>Mean over what is known, a scalar with its graph; zero when nothing is.</returns>
    public static Tensor Loss(nn.Module<Batch, Tensor> encoder, TaskHead head, IReadOnlyList<Example> examples, Device device)
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Pack([.. examples.Select(example => example.Item)], device);
        var scores = head.Score(encoder.forward(batch), batch);
        float[] targets = [.. examples.SelectMany(example => example.Targets)];
        return head.Kind.Loss(scores, tensor(targets, [scores.shape[0], head.Kind.Targets(head.Config)], device: device), head.Config).MoveToOuterDisposeScope();
    }

    /// <summary>Predicts items without a graph, those of like length together.</summary>
    /// <param name="tokensPerBatch">Bounds the memory; a longer item goes alone.</param>
    /// <returns>For each item in the caller's order, its outputs; position after position where the head answers for positions.</returns>
    public static IReadOnlyList<float[]> Predict(nn.Module<Batch, Tensor> encoder, TaskHead head, IReadOnlyList<TokenizedItem> items, int tokensPerBatch, Device device)
    {
        using var off = no_grad();
        var (found, outputs) = (new float[items.Count][], head.Config.Outputs.Count);
        IReadOnlyList<int> lengths = items is StoredItems stored ? stored.Lengths : [.. items.Select(item => item.Ids.Length)];
        foreach (var rows in LengthBatches.Of(lengths, tokensPerBatch))
        {
            using var scope = NewDisposeScope();
            var batch = Batch.Pack([.. rows.Select(row => items[row])], device);
            var predicted = head.Kind.Predict(head.Score(encoder.forward(batch), batch), head.Config).cpu().contiguous().data<float>().ToArray();
            var at = 0;
            foreach (var row in rows)
            {
                var numbers = outputs * (head.Kind.PerPosition ? TaskHead.Positions(lengths[row]) : 1);
                (found[row], at) = (predicted[at..(at + numbers)], at + numbers);
            }
        }

        return found;
    }

    /// <summary>How well the head does on examples that it was not trained on.</summary>
    public static IReadOnlyDictionary<string, double> Measure(nn.Module<Batch, Tensor> encoder, TaskHead head, IReadOnlyList<Example> examples, int tokensPerBatch, Device device) =>
        head.Kind.Measure(
            [.. Predict(encoder, head, examples is StoredExamples stored ? stored.Items : [.. examples.Select(example => example.Item)], tokensPerBatch, device).SelectMany(numbers => numbers)],
            [.. examples.SelectMany(example => example.Targets)], head.Config);
}
