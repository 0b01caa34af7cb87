using Tsumugi.Torch.EncoderDecoder;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Parameters;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Antibodies;

/// <summary>What carries a variable domain.</summary>
public enum Receptor
{
    Antibody,
    TCellReceptor,
}

/// <summary>Tells antibodies from T-cell receptors with ANARCII's classifier; it has no word for anything else.</summary>
public sealed class ReceptorClassifier : IDisposable
{
    private const int FirstResidue = 3;
    private const int SourceTokens = 24;
    private const int TargetTokens = 4;
    private const int FirstReceptor = 2;

    /// <summary>The makers read no further.</summary>
    private const int Longest = 235;

    private const int ItemsAtOnce = 32;

    private readonly SequenceToSequence _model;

    private ReceptorClassifier(SequenceToSequence model) => _model = model;

    /// <inheritdoc cref="AntibodyNumbering.Open"/>
    public static ReceptorClassifier Open(string weights, int heads = 4, Device? device = null)
    {
        using var source = ParameterSources.Open(weights);
        var config = SequenceToSequenceConfig.Of(source, heads) with { SourceTokens = SourceTokens, TargetTokens = TargetTokens };
        return new(SequenceToSequence.Load(source, config, device));
    }

    /// <returns>One for each sequence; null where the model named neither.</returns>
    /// <exception cref="Tokens.UnreadableItemException">A letter is no amino acid.</exception>
    public IReadOnlyList<Receptor?> Classify(IReadOnlyList<string> sequences, CancellationToken ct) => [.. sequences
        .Select(sequence => NumberingTokens.Encode(sequence[..Math.Min(sequence.Length, Longest)], FirstResidue))
        .Chunk(ItemsAtOnce)
        .SelectMany(batch => GreedyDecoding.Write(_model, batch, NumberingTokens.Begin, NumberingTokens.End, 1, ct))
        .Select(written => written.Tokens[0] >= FirstReceptor ? (Receptor?)(written.Tokens[0] - FirstReceptor) : null)];

    public void Dispose() => _model.Dispose();
}
