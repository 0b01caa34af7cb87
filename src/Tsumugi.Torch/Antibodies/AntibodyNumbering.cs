using Tsumugi.Torch.EncoderDecoder;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Parameters;
using Tsumugi.Torch.Tokens;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Antibodies;

/// <summary>Numbers the residues of antibodies by IMGT's scheme with ANARCII's model (Greenshields-Watson et al. 2025, BSD-3-Clause).</summary>
public sealed class AntibodyNumbering : IDisposable
{
    /// <summary>The makers' cut-off for antibodies.</summary>
    public const double LeastScore = 13.5;

    private const int ItemsAtOnce = 32;

    private readonly SequenceToSequence _model;

    private AntibodyNumbering(SequenceToSequence model) => _model = model;

    /// <param name="heads">All models that the makers published have four.</param>
    /// <exception cref="ParameterMismatchException">The file holds another model.</exception>
    public static AntibodyNumbering Open(string weights, int heads = 4, Device? device = null)
    {
        using var source = ParameterSources.Open(weights);
        var config = SequenceToSequenceConfig.Of(source, heads) with { SourceTokens = NumberingTokens.SourceTokens, TargetTokens = NumberingTokens.TargetTokens };
        return new(SequenceToSequence.Load(source, config, device));
    }

    /// <summary>Of a sequence longer than <see cref="DomainWindow.Longest"/>, the part that looks most like a variable domain is numbered.</summary>
    /// <returns>One for each sequence, in their order.</returns>
    public IReadOnlyList<NumberedSequence> Number(IReadOnlyList<string> sequences, CancellationToken ct)
    {
        var numbered = new NumberedSequence[sequences.Count];
        var readable = new List<(int At, int Start, string Part, int[] Tokens)>();
        for (var at = 0; at < sequences.Count; at++)
        {
            try
            {
                NumberingTokens.Encode(sequences[at]);
                var (start, length) = DomainWindow.Find(sequences[at], parts => FirstLogits(parts, ct));
                var part = sequences[at].Substring(start, length);
                readable.Add((at, start, part, NumberingTokens.Encode(part)));
            }
            catch (UnreadableItemException error)
            {
                numbered[at] = NumberedSequence.Refused(sequences[at], error.Message);
            }
        }

        // Items of like length: a batch takes as many steps as its longest.
        foreach (var batch in readable.OrderBy(item => item.Tokens.Length).Chunk(ItemsAtOnce))
        {
            var written = Write([.. batch.Select(item => item.Tokens)], batch[^1].Tokens.Length, ct);
            foreach (var ((at, start, part, _), tokens) in batch.Zip(written))
            {
                var found = LabelReading.Read(part, tokens);
                var labels = new ImgtLabel?[sequences[at].Length];
                found.Labels.ToArray().CopyTo(labels, start);
                numbered[at] = found with { Labels = labels };
            }
        }

        return numbered;
    }

    public void Dispose() => _model.Dispose();

    private IReadOnlyList<WrittenSequence> Write(IReadOnlyList<int[]> sources, int steps, CancellationToken ct) =>
        GreedyDecoding.Write(_model, sources, NumberingTokens.Begin, NumberingTokens.End, steps, ct);

    /// <returns>How sure the model is of the chain that it names.</returns>
    private IReadOnlyList<float> FirstLogits(IReadOnlyList<string> parts, CancellationToken ct) =>
        [.. parts.Select(part => NumberingTokens.Encode(part)).Chunk(ItemsAtOnce).SelectMany(batch => Write(batch, 1, ct)).Select(written => written.Logits[0])];
}
