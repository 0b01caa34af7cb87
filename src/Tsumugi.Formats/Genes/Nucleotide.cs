namespace Tsumugi.Formats.Genes;

/// <summary>IUPAC letters of nucleotides, upper case.</summary>
public static class Nucleotide
{
    /// <summary>Bits of the bases a letter may stand for, in the order of the genetic code's tables: T 1, C 2, A 4, G 8.</summary>
    private const string Letters = "TCYAWMHGKSBRDVN";

    private static readonly byte[] Masks = BuildMasks();
    private static readonly byte[] Complements = BuildComplements();

    /// <summary>0 for a byte that is no nucleotide letter.</summary>
    internal static byte Mask(byte letter) => Masks[letter];

    public static byte Complement(byte letter) => Complements[letter];

    /// <summary>Writes the other strand, 5'→3'; other bytes are kept.</summary>
    public static void ReverseComplement(ReadOnlySpan<byte> bases, Span<byte> destination)
    {
        for (var i = 0; i < bases.Length; i++)
            destination[bases.Length - 1 - i] = Complements[bases[i]];
    }

    private static byte[] BuildMasks()
    {
        var masks = new byte[256];
        for (var mask = 1; mask <= Letters.Length; mask++)
            masks[Letters[mask - 1]] = (byte)mask;
        masks['U'] = masks['T'];
        return masks;
    }

    private static byte[] BuildComplements()
    {
        var complements = new byte[256];
        for (var letter = 0; letter < 256; letter++)
            complements[letter] = (byte)letter;
        // T and A swap bits 1 and 4, C and G bits 2 and 8.
        for (var mask = 1; mask <= Letters.Length; mask++)
            complements[Letters[mask - 1]] = (byte)Letters[((mask & 3) << 2 | mask >> 2) - 1];
        complements['U'] = (byte)'A';
        return complements;
    }
}
