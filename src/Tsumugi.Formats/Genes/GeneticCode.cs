using System.Text;

namespace Tsumugi.Formats.Genes;

/// <summary>One of NCBI's translation tables.</summary>
public sealed class GeneticCode
{
    private static readonly Dictionary<int, GeneticCode> Codes =
        GeneticCodeTables.All.ToDictionary(table => table.Number, table => new GeneticCode(table));

    /// <summary>Amino acid of three masks (see <see cref="Nucleotide"/>), 4 bits each; X when the bases leave it open.</summary>
    private readonly byte[] _aminoAcids = new byte[4096];
    private readonly bool[] _starts = new bool[4096];
    private readonly bool[] _stops = new bool[4096];

    private GeneticCode((int Number, string Name, string AminoAcids, string Marks) table)
    {
        (Number, Name) = (table.Number, table.Name);
        for (var codon = 0; codon < 4096; codon++)
        {
            var meanings = Meanings(codon).ToList();
            var aminoAcids = meanings.Select(meaning => table.AminoAcids[meaning]).Distinct().ToList();
            _aminoAcids[codon] = (byte)(aminoAcids.Count == 1 ? aminoAcids[0] : 'X');
            _starts[codon] = meanings.Count > 0 && meanings.TrueForAll(meaning => table.Marks[meaning] == 'M');
            _stops[codon] = meanings.Count > 0 && meanings.TrueForAll(meaning => table.Marks[meaning] == '*');
        }
        StopsByPlace = table.AminoAcids.Zip(table.Marks).Any(pair => pair.First != '*' && pair.Second == '*');
    }

    public int Number { get; }

    public string Name { get; }

    /// <summary>The code has codons that are stops at the end of a gene and amino acids within it.</summary>
    public bool StopsByPlace { get; }

    public static IReadOnlyCollection<int> Numbers => Codes.Keys;

    /// <summary>Null for a number NCBI has not given.</summary>
    public static GeneticCode? Find(int number) => Codes.GetValueOrDefault(number);

    /// <summary>Translates upper-case DNA; stops are <c>*</c>, also the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The table is unknown.</exception>
    public static string Translate(string dna, int table, int codonStart = 1, bool partial5 = false, bool partial3 = false)
    {
        var code = Find(table) ?? throw new ArgumentOutOfRangeException(nameof(table), table, $"Known tables: {string.Join(", ", Numbers)}.");
        var bases = Encoding.ASCII.GetBytes(dna);
        var protein = new byte[bases.Length / 3 + 1];
        return Encoding.ASCII.GetString(protein.AsSpan(0, code.Translate(bases, new(codonStart, partial5, partial3), protein)));
    }

    /// <summary>Amino acid of three upper-case letters, <c>*</c> for a stop, X when the letters leave it open.</summary>
    public byte AminoAcid(ReadOnlySpan<byte> codon) => _aminoAcids[Index(codon)];

    /// <summary>A gene may start with the codon.</summary>
    public bool IsStart(ReadOnlySpan<byte> codon) => _starts[Index(codon)];

    /// <summary>A gene may end with the codon.</summary>
    public bool IsStop(ReadOnlySpan<byte> codon) => _stops[Index(codon)];

    /// <summary>Writes the protein and returns its length, at most one more than a third of the bases.</summary>
    /// <remarks>A start codon at a complete start is M, whatever it means elsewhere. One or two bases left at a partial
    /// end give a residue if they decide it, as NCBI does.</remarks>
    public int Translate(ReadOnlySpan<byte> bases, ReadingFrame frame, Span<byte> protein)
    {
        bases = bases[Math.Min(frame.CodonStart - 1, bases.Length)..];
        var length = bases.Length / 3;
        for (var i = 0; i < length; i++)
            protein[i] = AminoAcid(bases.Slice(3 * i, 3));
        if (length > 0 && frame.HasStart && IsStart(bases))
            protein[0] = (byte)'M';
        var left = bases[(3 * length)..];
        if (left.Length > 0 && frame.Partial3 && Residue(left) is not ((byte)'X' or (byte)'*') and var residue)
            protein[length++] = residue;
        return length;
    }

    private byte Residue(ReadOnlySpan<byte> left) =>
        AminoAcid([left[0], left.Length > 1 ? left[1] : (byte)'N', (byte)'N']);

    private static int Index(ReadOnlySpan<byte> codon) =>
        Nucleotide.Mask(codon[0]) << 8 | Nucleotide.Mask(codon[1]) << 4 | Nucleotide.Mask(codon[2]);

    /// <summary>Indices, 0 to 63, of the plain codons that three masks may stand for.</summary>
    private static IEnumerable<int> Meanings(int masks) =>
        from first in Bits(masks >> 8)
        from second in Bits(masks >> 4 & 15)
        from third in Bits(masks & 15)
        select first << 4 | second << 2 | third;

    private static IEnumerable<int> Bits(int mask) => Enumerable.Range(0, 4).Where(bit => (mask >> bit & 1) != 0);
}
