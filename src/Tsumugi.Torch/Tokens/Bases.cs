namespace Tsumugi.Torch.Tokens;

/// <summary>Letters of nucleotides, as the tokenizers of DNA and RNA read them.</summary>
internal static class Bases
{
    /// <summary>The order of NCBI's tables of the genetic code.</summary>
    public const string Letters = "TCAG";

    private const string Ambiguous = "RYSWKMBDHVN";

    /// <returns>0 to 3, U as T, or −1 for a base that is not decided.</returns>
    /// <exception cref="UnreadableItemException">It is no nucleotide.</exception>
    public static int Index(string item, int at)
    {
        var letter = char.ToUpperInvariant(item[at]);
        var index = Letters.IndexOf(letter == 'U' ? 'T' : letter, StringComparison.Ordinal);
        if (index < 0 && !Ambiguous.Contains(letter, StringComparison.Ordinal))
            throw new UnreadableItemException($"'{item[at]}' at position {at + 1} is no nucleotide; use A, C, G, T (or U) and the IUPAC codes for undecided bases.");
        return index;
    }
}
