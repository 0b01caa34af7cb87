using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Antibodies;

/// <summary>The vocabularies of ANARCII's antibody model: residues are read, IMGT's numbers are written.</summary>
internal static class NumberingTokens
{
    public const int Begin = 1;
    public const int End = 2;

    /// <summary>A residue outside the domain.</summary>
    public const int Skip = 3;

    /// <summary>An inserted residue, whose letter follows from its neighbours.</summary>
    public const int Inserted = 132;

    public const int SourceTokens = 25;
    public const int TargetTokens = 136;

    private const int FirstNumber = 4;
    private const int FirstChain = 133;
    private const string Chains = "HLK";

    /// <summary>In the order of their ids, behind the special tokens.</summary>
    private const string Residues = "ACDEFGHIKLMNPQRSTVWXY";

    /// <param name="firstResidue">The id of alanine.</param>
    /// <exception cref="UnreadableItemException">A letter is no amino acid.</exception>
    public static int[] Encode(string sequence, int firstResidue)
    {
        var ids = new int[sequence.Length + 2];
        (ids[0], ids[^1]) = (Begin, End);
        for (var i = 0; i < sequence.Length; i++)
        {
            var letter = char.ToUpperInvariant(sequence[i]);
            var id = Residues.IndexOf(letter is 'B' or 'O' or 'J' or 'U' or 'Z' ? 'X' : letter, StringComparison.Ordinal);
            ids[i + 1] = id >= 0 ? firstResidue + id
                : throw new UnreadableItemException($"'{sequence[i]}' at position {i + 1} is no amino acid; use the one-letter codes, with X for an unknown residue.");
        }

        return ids;
    }

    public static int[] Encode(string sequence) => Encode(sequence, FirstNumber);

    /// <summary>IMGT's number, 1 to 128; null for a token that is none.</summary>
    public static int? Number(int token) => token is >= FirstNumber and < Inserted ? token - FirstNumber + 1 : null;

    /// <summary>H (heavy), L (lambda) or K (kappa); null for a token that names no chain.</summary>
    public static char? Chain(int token) => token >= FirstChain ? Chains[token - FirstChain] : null;
}
