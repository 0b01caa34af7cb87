using System.Text;
using Tsumugi.Formats.Genes;

namespace Tsumugi.Torch.Tokens;

/// <summary>The other strand of DNA or RNA, as an augmentation of training.</summary>
public static class ReverseComplement
{
    /// <summary>5'→3', upper case; what has U and no T is RNA and stays RNA. Undecided bases become their complements' codes.</summary>
    public static string Of(string sequence)
    {
        var bases = Encoding.Latin1.GetBytes(sequence.ToUpperInvariant());
        var isRna = bases.AsSpan().Contains((byte)'U') && !bases.AsSpan().Contains((byte)'T');
        var other = new byte[bases.Length];
        Nucleotide.ReverseComplement(bases, other);
        if (isRna)
            other.AsSpan().Replace((byte)'T', (byte)'U');
        return Encoding.Latin1.GetString(other);
    }
}
