using System.Buffers.Binary;

namespace Tsumugi.Formats.Gzip;

/// <summary>The checksum of RFC 1952, eight bytes at a step.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = Build();

    /// <param name="crc">0 for the first part, then the last result.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[7][(byte)low] ^ Tables[6][(byte)(low >> 8)] ^ Tables[5][(byte)(low >> 16)] ^ Tables[4][low >> 24]
                ^ Tables[3][(byte)high] ^ Tables[2][(byte)(high >> 8)] ^ Tables[1][(byte)(high >> 16)] ^ Tables[0][high >> 24];
            bytes = bytes[8..];
        }
        foreach (var value in bytes)
            crc = Tables[0][(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] Build()
    {
        var tables = new uint[8][];
        for (var slice = 0; slice < 8; slice++)
        {
            tables[slice] = new uint[256];
            for (var value = 0u; value < 256; value++)
                tables[slice][value] = slice == 0 ? Byte(value) : Next(tables, slice, value);
        }
        return tables;
    }

    private static uint Byte(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        return value;
    }

    private static uint Next(uint[][] tables, int slice, uint value) =>
        (tables[slice - 1][value] >> 8) ^ tables[0][(byte)tables[slice - 1][value]];
}
