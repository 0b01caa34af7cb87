namespace Tsumugi.Torch.Tokens;

/// <summary>DNA or RNA base by base: five special tokens, then T, C, A and G, and N for every undecided base. U is read as T.</summary>
public sealed class NucleotideTokenizer : ITokenizer
{
    private const int Undecided = 9;

    public string View => "nucleotide";

    public int VocabularySize => 10;

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => SpecialTokens.Count;

    /// <summary>The four bases; N is never put in place of a token.</summary>
    public int EndOrdinary => Undecided;

    public TokenizedItem Tokenize(string item, int maxTokens, CoverageTally? coverage = null)
    {
        if (item.Length == 0)
            throw new UnreadableItemException("The sequence is empty; give its bases.");
        var ids = new int[item.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var index = Bases.Index(item, i);
            ids[i] = index < 0 ? Undecided : SpecialTokens.Count + index;
            if (index < 0)
                coverage?.Unknown(item.AsSpan(i, 1));
            else
                coverage?.Known();
        }

        return new(SpecialTokens.Enclose(ids, maxTokens));
    }

    public void WriteTo(string folder) => HuggingFaceTokenizer.WriteWordLevel(
        folder, [.. SpecialTokens.Names, .. Bases.Letters.Select(letter => letter.ToString()), "N"], SpecialTokens.Names);
}
