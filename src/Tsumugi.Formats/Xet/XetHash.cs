using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tsumugi.Formats.Xet;

/// <summary>A 32-byte hash as Xet writes it: four little-endian numbers of 64 bits, each as 16 hexadecimal digits.</summary>
/// <remarks>Source: xet-core, merklehash/data_hash.rs. The text is not the plain hexadecimal form of the bytes.</remarks>
public readonly record struct XetHash(ulong A, ulong B, ulong C, ulong D)
{
    public const int Bytes = 32;

    public bool IsZero => (A | B | C | D) == 0;

    public static XetHash Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, A);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], B);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], C);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], D);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        Write(bytes);
        return bytes;
    }

    /// <param name="text">64 lower-case or upper-case hexadecimal digits.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out XetHash hash)
    {
        hash = default;
        if (text is not { Length: 64 })
            return false;
        Span<ulong> parts = stackalloc ulong[4];
        for (var i = 0; i < 4; i++)
        {
            if (!ulong.TryParse(text.AsSpan(16 * i, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out parts[i]))
                return false;
        }

        hash = new(parts[0], parts[1], parts[2], parts[3]);
        return true;
    }

    /// <exception cref="FormatException">When the text is not 64 hexadecimal digits.</exception>
    public static XetHash Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException($"'{text}' is not a Xet hash of 64 hexadecimal digits.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{A:x16}{B:x16}{C:x16}{D:x16}");
}
