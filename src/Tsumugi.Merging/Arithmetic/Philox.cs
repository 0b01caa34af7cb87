using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Merging.Arithmetic;

/// <summary>Random bits addressed by what they are for: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").</summary>
/// <remarks>Element i of a tensor gets the same bits whichever thread asks, in whichever order: of every 32 elements the first eight get the
/// first words of eight neighbouring counters, the next eight their second words, and so on.</remarks>
internal readonly struct Philox(uint key0, uint key1)
{
    /// <summary>Elements that eight neighbouring counters serve.</summary>
    public const int Group = 32;

    private const int Lanes = 8;

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
        Span<uint> group = stackalloc uint[Group];
        while (bits.Length > 0)
        {
            var (index, skip) = Math.DivRem(start, Group);
            var taken = Math.Min(Group - (int)skip, bits.Length);
            if (taken == Group)
            {
                FillGroup(index, bits[..Group]);
            }
            else
            {
                FillGroup(index, group);
                group.Slice((int)skip, taken).CopyTo(bits);
            }

            start += taken;
            bits = bits[taken..];
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

    private void FillGroup(long index, Span<uint> bits)
    {
        var (low, high) = ((uint)(index * Lanes), (uint)((index * Lanes) >> 32));
        if (Avx2.IsSupported)
        {
            FillVectors(low, high, bits);
            return;
        }

        for (var lane = 0; lane < Lanes; lane++)
            (bits[lane], bits[Lanes + lane], bits[(2 * Lanes) + lane], bits[(3 * Lanes) + lane]) = Block(low + (uint)lane, high, 0, 0);
    }

    private void FillVectors(uint low, uint high, Span<uint> bits)
    {
        var (a, b, c, d) = (Vector256.Create(low) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(high), Vector256<uint>.Zero, Vector256<uint>.Zero);
        var (k0, k1) = (key0, key1);
        for (var round = 0; round < Rounds; round++)
        {
            var (xHigh, xLow) = Multiply(a, Multiplier0);
            var (yHigh, yLow) = Multiply(c, Multiplier1);
            (a, b, c, d) = (yHigh ^ b ^ Vector256.Create(k0), yLow, xHigh ^ d ^ Vector256.Create(k1), xLow);
            (k0, k1) = (k0 + Weyl0, k1 + Weyl1);
        }

        a.CopyTo(bits);
        b.CopyTo(bits[Lanes..]);
        c.CopyTo(bits[(2 * Lanes)..]);
        d.CopyTo(bits[(3 * Lanes)..]);
    }

    private static (Vector256<uint> High, Vector256<uint> Low) Multiply(Vector256<uint> a, uint by)
    {
        var factor = Vector256.Create(by);
        var even = Avx2.Multiply(a, factor);
        var odd = Avx2.Multiply(Vector256.ShiftRightLogical(a.AsUInt64(), 32).AsUInt32(), factor);
        var lowHalf = Vector256.Create(0xFFFFFFFFUL);
        return (((even >> 32) | (odd & ~lowHalf)).AsUInt32(), ((even & lowHalf) | (odd << 32)).AsUInt32());
    }
}
