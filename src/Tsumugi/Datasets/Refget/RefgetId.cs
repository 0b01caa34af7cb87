using System.Buffers.Text;
using Tsumugi.Formats.Fasta;

namespace Tsumugi.Datasets.Refget;

/// <summary>A digest as clients write it: with its namespace or without, hexadecimal digits in either case.</summary>
/// <param name="Md5">Lower-case hexadecimal; null when the other is given.</param>
/// <param name="Ga4gh">With <c>SQ.</c>.</param>
public readonly record struct RefgetId(string? Md5, string? Ga4gh)
{
    private const int Md5Digits = 32;
    private const int Trunc512Digits = 48;
    private const int Ga4ghLetters = 35;

    /// <returns>Null when it is no digest that is known here.</returns>
    public static RefgetId? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (space, digest) = colon < 0 ? ("", text) : (text[..colon], text[(colon + 1)..]);
        bool May(string named) => space.Length == 0 || space.Equals(named, StringComparison.OrdinalIgnoreCase);
        if (May("md5") && digest.Length == Md5Digits && digest.All(char.IsAsciiHexDigit))
            return new(digest.ToLowerInvariant(), null);
        if (May("trunc512") && digest.Length == Trunc512Digits && digest.All(char.IsAsciiHexDigit))
            return new(null, SequenceDigests.Ga4gh(digest));
        return May("ga4gh") && digest.Length == Ga4ghLetters && digest.StartsWith("SQ.", StringComparison.Ordinal) && Base64Url.IsValid(digest.AsSpan(3)) ? new(null, digest) : null;
    }
}
