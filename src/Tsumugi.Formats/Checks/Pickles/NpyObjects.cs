using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>A NumPy file: a header that is a Python literal, then numbers, or, for an array of objects, a pickle.</summary>
internal static partial class NpyObjects
{
    /// <summary>numpy itself refuses longer ones unless asked.</summary>
    private const int MaxHeader = 1 << 20;

    /// <param name="stream">Stands at the first byte.</param>
    public static void Run(Stream stream, Place place, Findings findings, CancellationToken ct)
    {
        if (ReadHeader(stream) is not { } header)
            findings.Add(PickleRules.NpyHeader.At(place.AtByte(0, "header")));
        else if (HasObjects(header))
        {
            findings.Add(PickleRules.ObjectArray.At(place.AtByte(0, "descr")));
            PickleScan.Run(stream, place, PickleEvidence.Sure, findings, ct);
        }
    }

    private static string? ReadHeader(Stream stream)
    {
        var prefix = new byte[12];
        if (stream.ReadAtLeast(prefix.AsSpan(0, 8), 8, throwOnEndOfStream: false) < 8 || prefix[6] is < 1 or > 3)
            return null;
        var wide = prefix[6] > 1 ? 4 : 2;
        if (stream.ReadAtLeast(prefix.AsSpan(8, wide), wide, throwOnEndOfStream: false) < wide)
            return null;
        var length = wide == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(prefix.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(8));
        if (length > MaxHeader)
            return null;
        var header = new byte[length];
        return stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length ? Encoding.Latin1.GetString(header) : null;
    }

    /// <summary>A backslash could hide the letter; numpy never writes one.</summary>
    private static bool HasObjects(string header) => header.Contains('\\', StringComparison.Ordinal) || ObjectType().IsMatch(header);

    /// <summary>A text where a type may stand, not a field's name, which follows a bracket: '|O', 'i4,O', 'object'. No other
    /// type has the letter.</summary>
    [GeneratedRegex("""[:,\[]\s*['"][^'"]*(O|object)[^'"]*['"]""", RegexOptions.CultureInvariant)]
    private static partial Regex ObjectType();
}
