namespace Tsumugi.Torch.Tokens;

/// <summary>Coding DNA as codons: five special tokens, then the 64 codons in the order T, C, A, G of NCBI's tables.</summary>
public sealed class CodonTokenizer : ITokenizer
{
    public string View => "dna";

    public int VocabularySize => 69;

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => SpecialTokens.Count;

    public int EndOrdinary => 69;

    public TokenizedItem Tokenize(string item, int maxTokens, CoverageTally? coverage = null)
    {
        if (item.Length == 0)
            throw new UnreadableItemException("The DNA is empty; give a coding sequence.");
        var codons = new int[item.Length / 3];
        for (var i = 0; i < codons.Length; i++)
        {
            codons[i] = Codon(Bases.Index(item, 3 * i), Bases.Index(item, 3 * i + 1), Bases.Index(item, 3 * i + 2));
            if (codons[i] == SpecialTokens.Unknown)
                coverage?.Unknown(item.AsSpan(3 * i, 3));
            else
                coverage?.Known();
        }

        for (var i = 3 * codons.Length; i < item.Length; i++)
            Bases.Index(item, i);
        return new(SpecialTokens.Enclose(codons, maxTokens));
    }

    private static int Codon(int first, int second, int third) =>
        first < 0 || second < 0 || third < 0 ? SpecialTokens.Unknown : SpecialTokens.Count + first * 16 + second * 4 + third;
}
