namespace Tsumugi.Torch.Tokens;

/// <summary>Coding DNA as codons: five special tokens, then the 64 codons in the order T, C, A, G of NCBI's tables.</summary>
public sealed class CodonTokenizer : ITokenizer
{
    private const int Begin = 0;
    private const int End = 2;
    private const int Unknown = 3;
    private const string Bases = "TCAG";
    private const string Ambiguous = "RYSWKMBDHVN";

    public string View => "dna";

    public int VocabularySize => 69;

    public int Padding => 1;

    public int Mask => 4;

    public int FirstOrdinary => 5;

    public int EndOrdinary => 69;

    public int[] Encode(string item, int maxTokens)
    {
        if (item.Length == 0)
            throw new UnreadableItemException("The DNA is empty; give a coding sequence.");
        var codons = item.Length / 3;
        var kept = Math.Min(codons, maxTokens - 2);
        var ids = new int[kept + 2];
        ids[0] = Begin;
        for (var i = 0; i < kept; i++)
            ids[i + 1] = Codon(Base(item, 3 * i), Base(item, 3 * i + 1), Base(item, 3 * i + 2));
        for (var i = 3 * kept; i < item.Length; i++)
            Base(item, i);
        ids[^1] = End;
        return ids;
    }

    private static int Codon(int first, int second, int third) =>
        first < 0 || second < 0 || third < 0 ? Unknown : 5 + first * 16 + second * 4 + third;

    /// <returns>0 to 3, or −1 for a base that is not decided.</returns>
    private static int Base(string item, int at)
    {
        var letter = char.ToUpperInvariant(item[at]);
        var index = Bases.IndexOf(letter == 'U' ? 'T' : letter, StringComparison.Ordinal);
        if (index < 0 && !Ambiguous.Contains(letter, StringComparison.Ordinal))
            throw new UnreadableItemException($"'{item[at]}' at position {at + 1} is no nucleotide; use A, C, G, T (or U) and the IUPAC codes for undecided bases.");
        return index;
    }
}
