using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Formats.Genes;

/// <summary>Says which genes a model may learn from and which measure it.</summary>
public static class GeneSplit
{
    public const string Train = "train";
    public const string HeldOut = "heldout";

    /// <summary>
    /// Held out for about one protein in ten: the first eight bytes of the SHA-256 of the upper-case protein sequence,
    /// read as a big-endian fraction of 2⁶⁴, lie below one tenth.
    /// </summary>
    /// <remarks>The sequence alone decides, so exact copies fall together, in every file, now and later. Similar but
    /// unequal proteins may still fall apart.</remarks>
    public static string Of(string protein)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(protein.ToUpperInvariant()));
        return BinaryPrimitives.ReadUInt64BigEndian(digest) < ulong.MaxValue / 10 ? HeldOut : Train;
    }
}
