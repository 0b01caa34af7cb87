using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Merging.Arithmetic;

/// <summary>Random bits addressed by what they are for: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").</summary>
/// <remarks>Element i of a tensor gets the same bits whichever thread asks, in whichever order.</remarks>
internal readonly struct Philox(uint key0, uint key1)
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    private const int Rounds = 10;

    /// <summary>A stream of its own for each seed, tensor and model; the models' order does not matter.</summary>
    public static Philox For(long seed, string tensor, string model)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\0{tensor}\0{model}"));
        return new(BinaryPrimitives.ReadUInt32LittleEndian(hash), BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(4)));
    }

    /// <summary>The 32 bits of the elements from <paramref name="start"/> on.</summary>
    public void Fill(long start, Span<uint> bits)
    {
        for (var i = 0; i < bits.Length;)
        {
            var (index, skip) = Math.DivRem(start + i, 4);
            var (a, b, c, d) = Block((uint)index, (uint)(index >> 32), 0, 0);
            ReadOnlySpan<uint> four = [a, b, c, d];
            var taken = Math.Min(4 - (int)skip, bits.Length - i);
            four.Slice((int)skip, taken).CopyTo(bits[i..]);
            i += taken;
        }
    }

    /// <summary>The four words of one counter.</summary>
    public (uint A, uint B, uint C, uint D) Block(uint a, uint b, uint c, uint d)
    {
        var (k0, k1) = (key0, key1);
        for (var round = 0; round < Rounds; round++)
        {
            var (x, y) = ((ulong)Multiplier0 * a, (ulong)Multiplier1 * c);
            (a, b, c, d) = ((uint)(y >> 32) ^ b ^ k0, (uint)y, (uint)(x >> 32) ^ d ^ k1, (uint)x);
            (k0, k1) = (k0 + Weyl0, k1 + Weyl1);
        }

        return (a, b, c, d);
    }
}
