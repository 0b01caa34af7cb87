using System.Buffers.Binary;

namespace Tsumugi.Formats.Tests.Xet;

/// <summary>Bytes that any language makes again from a seed: SplitMix64 (Steele, Lea and Flood, 2014), little-endian.</summary>
internal static class MadeBytes
{
    public static byte[] Of(ulong seed, int length)
    {
        var bytes = new byte[(length + 7) / 8 * 8];
        var state = seed;
        for (var i = 0; i < bytes.Length; i += 8)
        {
            state += 0x9E3779B97F4A7C15;
            var value = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i), value ^ (value >> 31));
        }

        return bytes[..length];
    }
}
