using System.Text;
using Tsumugi.Formats.GenBank;

namespace Tsumugi.Formats.Genes;

/// <summary>A codon that a record declares to mean something else: <c>/transl_except=(pos:213..215,aa:Sec)</c>.</summary>
/// <param name="Codon">0-based number of the codon.</param>
/// <param name="AminoAcid">One letter; <c>*</c> for TERM, X for OTHER.</param>
internal readonly record struct TranslationException(int Codon, byte AminoAcid)
{
    private static readonly Dictionary<string, char> Letters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Ala"] = 'A',
        ["Arg"] = 'R',
        ["Asn"] = 'N',
        ["Asp"] = 'D',
        ["Cys"] = 'C',
        ["Gln"] = 'Q',
        ["Glu"] = 'E',
        ["Gly"] = 'G',
        ["His"] = 'H',
        ["Ile"] = 'I',
        ["Leu"] = 'L',
        ["Lys"] = 'K',
        ["Met"] = 'M',
        ["Phe"] = 'F',
        ["Pro"] = 'P',
        ["Ser"] = 'S',
        ["Thr"] = 'T',
        ["Trp"] = 'W',
        ["Tyr"] = 'Y',
        ["Val"] = 'V',
        ["Sec"] = 'U',
        ["Pyl"] = 'O',
        ["Asx"] = 'B',
        ["Glx"] = 'Z',
        ["Xle"] = 'J',
        ["Xaa"] = 'X',
        ["TERM"] = '*',
        ["OTHER"] = 'X',
    };

    /// <summary>Null when the text is malformed or points outside the coding sequence.</summary>
    public static TranslationException? Parse(string text, List<CodingSegment> segments, int codonStart)
    {
        var comma = text.LastIndexOf(",aa:", StringComparison.Ordinal);
        if (!text.StartsWith("(pos:", StringComparison.Ordinal) || !text.EndsWith(')') || comma < 0
            || !Letters.TryGetValue(text[(comma + 4)..^1].Trim(), out var letter))
            return null;
        var places = new List<CodingSegment>();
        if (LocationParser.Parse(Encoding.UTF8.GetBytes(text[5..comma].Replace(" ", "", StringComparison.Ordinal)), out _) is not { } location
            || CodingSegments.Flatten(location, places) is not null)
            return null;
        // Records differ on whether the place of a gene on the other strand is written with complement(…): the codon's
        // first base is the one that comes first in the coding sequence.
        var offsets = places.SelectMany(place => new[] { place.Low.Base, place.High.Base }).Select(at => CodingSegments.Offset(segments, at)).ToList();
        return offsets.Contains(null) || offsets.Min() < codonStart - 1
            ? null
            : new((offsets.Min()!.Value - (codonStart - 1)) / 3, (byte)letter);
    }

    /// <summary>Applies the exceptions to a translation; one just after its end lengthens it.</summary>
    /// <returns>The new length.</returns>
    public static int Apply(IReadOnlyList<TranslationException> exceptions, Span<byte> protein, int length)
    {
        foreach (var (codon, aminoAcid) in exceptions)
        {
            if (codon == length && length < protein.Length)
                length++;
            if (codon < length)
                protein[codon] = aminoAcid;
        }
        return length;
    }
}
