using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Connection;

/// <summary>Parts of a space as tokens: an item is the vectors that some of them gave, each beside its part's id. A part that has nothing is not there.</summary>
/// <param name="parts">In the order of their ids.</param>
/// <param name="width">Of the space.</param>
public sealed class FusionVocabulary(IReadOnlyList<string> parts, int width) : IVocabulary
{
    public string View => "fusion";

    public int VocabularySize => SpecialTokens.Count + parts.Count;

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => SpecialTokens.Count;

    public int EndOrdinary => VocabularySize;

    public int Numbers => width;

    /// <summary>Tokens of an item that has every part.</summary>
    public int MaxTokens => parts.Count + 2;

    /// <param name="vectors">Part → its vector, [width].</param>
    public TokenizedItem Tokenize(IReadOnlyCollection<(string Part, float[] Vector)> vectors)
    {
        int[] ids = [.. vectors.Select(one => SpecialTokens.Count + parts.Index().First(part => part.Item == one.Part).Index)];
        return new(SpecialTokens.Enclose(ids, MaxTokens)) { Numbers = [.. new float[width], .. vectors.SelectMany(one => one.Vector), .. new float[width]] };
    }

    public void WriteTo(string folder) => VocabularyFolder.Write(folder, new Stored(parts, width));

    /// <exception cref="InvalidDataException">The folder lacks the vocabulary or holds another one.</exception>
    public static FusionVocabulary Load(string folder) => VocabularyFolder.Read<Stored>(folder) is { Parts: { } parts } stored ? new(parts, stored.Width)
        : throw new InvalidDataException("vocabulary.json names no parts. Take the file that was stored with the model.");

    private sealed record Stored(IReadOnlyList<string> Parts, int Width);
}
