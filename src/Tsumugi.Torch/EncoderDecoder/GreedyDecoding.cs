using Tsumugi.Torch.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.EncoderDecoder;

/// <summary>Writes the likeliest token at each step.</summary>
public static class GreedyDecoding
{
    /// <param name="sources">Tokens of each item.</param>
    /// <param name="end">After this token a row has nothing more to say.</param>
    /// <param name="maxSteps">Tokens to write at most.</param>
    /// <returns>For each item its tokens up to the end (included), and their logits.</returns>
    public static IReadOnlyList<WrittenSequence> Write(SequenceToSequence model, IReadOnlyList<int[]> sources, int begin, int end, int maxSteps, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var rows = sources.Select(_ => (Tokens: new List<int>(), Logits: new List<float>())).ToList();
        var batch = Batch.Pad(sources, model.Config.Padding, model.Device);
        using var state = model.Read(batch.Tokens.view(sources.Count, batch.LongestItem), maxSteps);
        var next = full([sources.Count], begin, ScalarType.Int64, model.Device);
        var open = sources.Count;
        while (open > 0 && state.Length < maxSteps)
        {
            ct.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var (logits, tokens) = model.Step(state, next).max(-1);
            next.copy_(tokens);
            var (written, scores) = (tokens.cpu().data<long>().ToArray(), logits.cpu().data<float>().ToArray());
            for (var row = 0; row < rows.Count; row++)
            {
                if (rows[row].Tokens is [.., var last] && last == end)
                    continue;
                rows[row].Tokens.Add((int)written[row]);
                rows[row].Logits.Add(scores[row]);
                if (written[row] == end)
                    open--;
            }
        }

        return [.. rows.Select(row => new WrittenSequence([.. row.Tokens], [.. row.Logits]))];
    }
}

/// <param name="Logits">Of each token, when it was chosen.</param>
public sealed record WrittenSequence(int[] Tokens, float[] Logits);
