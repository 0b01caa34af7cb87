using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tsumugi.Formats.Xet;

/// <summary>Eight BLAKE3 compressions side by side: word i of all eight lies in one vector.</summary>
internal static class Blake3Lanes
{
    public const int Count = 8;

    public static bool Supported => Avx2.IsSupported;

    private static readonly Vector256<byte> Right16 = Vector256.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    private static readonly Vector256<byte> Right8 = Vector256.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);

    /// <summary>Eight whole leaves of 1,024 bytes each, numbered from <paramref name="first"/>.</summary>
    public static void Leaves(ReadOnlySpan<uint> key, ReadOnlySpan<byte> data, uint first, Span<uint> values)
    {
        Eight h = default;
        for (var i = 0; i < 8; i++)
            h[i] = Vector256.Create(key[i]);
        var counters = Vector256.Create(first) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        for (var block = 0; block < Blake3.LeafBytes / Blake3.BlockBytes; block++)
        {
            var flags = Blake3.KeyedHash | (block == 0 ? Blake3.ChunkStart : 0) | (block == 15 ? Blake3.ChunkEnd : 0);
            Compress(ref h, in MemoryMarshal.GetReference(data[(block * Blake3.BlockBytes)..]), Blake3.LeafBytes, counters, flags);
        }

        Store(ref h, values);
    }

    /// <summary>Eight parents, each of 64 bytes of children's values.</summary>
    /// <remarks>Reads all before it writes, so <paramref name="values"/> may lie over the children.</remarks>
    public static void Parents(ReadOnlySpan<uint> key, ReadOnlySpan<byte> blocks, Span<uint> values)
    {
        Eight h = default;
        for (var i = 0; i < 8; i++)
            h[i] = Vector256.Create(key[i]);
        Compress(ref h, in MemoryMarshal.GetReference(blocks), Blake3.BlockBytes, Vector256<uint>.Zero, Blake3.KeyedHash | Blake3.Parent);
        Store(ref h, values);
    }

    private static void Compress(ref Eight h, ref readonly byte data, int stride, Vector256<uint> counters, uint flags)
    {
        Sixteen m = default;
        Load(ref m, in data, stride);
        Quad a = new(h[0], h[1], h[2], h[3]), b = new(h[4], h[5], h[6], h[7]);
        var c = new Quad(Vector256.Create(Blake3.Iv0), Vector256.Create(Blake3.Iv1), Vector256.Create(Blake3.Iv2), Vector256.Create(Blake3.Iv3));
        var d = new Quad(counters, Vector256<uint>.Zero, Vector256.Create((uint)Blake3.BlockBytes), Vector256.Create(flags));
        for (var round = 0; round < 7; round++)
        {
            ref readonly var o = ref Blake3.Schedule[16 * round];
            Mix(ref a, ref b, ref c, ref d, Pick(in m, in o, 0), Pick(in m, in o, 1));
            (b, c, d) = (new(b.Y, b.Z, b.W, b.X), new(c.Z, c.W, c.X, c.Y), new(d.W, d.X, d.Y, d.Z));
            Mix(ref a, ref b, ref c, ref d, Pick(in m, in o, 8), Pick(in m, in o, 9));
            (b, c, d) = (new(b.W, b.X, b.Y, b.Z), new(c.Z, c.W, c.X, c.Y), new(d.Y, d.Z, d.W, d.X));
        }

        (h[0], h[1], h[2], h[3]) = (a.X ^ c.X, a.Y ^ c.Y, a.Z ^ c.Z, a.W ^ c.W);
        (h[4], h[5], h[6], h[7]) = (b.X ^ d.X, b.Y ^ d.Y, b.Z ^ d.Z, b.W ^ d.W);
    }

    // Every second word from there on; the schedule only holds numbers below sixteen.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Quad Pick(ref readonly Sixteen m, ref readonly byte order, int from)
    {
        ref var words = ref Unsafe.As<Sixteen, Vector256<uint>>(ref Unsafe.AsRef(in m));
        ref var at = ref Unsafe.AsRef(in order);
        return new(
            Unsafe.Add(ref words, Unsafe.Add(ref at, from)), Unsafe.Add(ref words, Unsafe.Add(ref at, from + 2)),
            Unsafe.Add(ref words, Unsafe.Add(ref at, from + 4)), Unsafe.Add(ref words, Unsafe.Add(ref at, from + 6)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref Quad a, ref Quad b, ref Quad c, ref Quad d, Quad x, Quad y)
    {
        a = a + b + x;
        d = (d ^ a).Right(16);
        c += d;
        b = (b ^ c).Right(12);
        a = a + b + y;
        d = (d ^ a).Right(8);
        c += d;
        b = (b ^ c).Right(7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Right(Vector256<uint> value, [ConstantExpected] byte bits)
    {
        if (Avx512F.VL.IsSupported)
            return Avx512F.VL.RotateRight(value, bits);
        return bits switch
        {
            16 => Avx2.Shuffle(value.AsByte(), Right16).AsUInt32(),
            8 => Avx2.Shuffle(value.AsByte(), Right8).AsUInt32(),
            _ => (value >>> bits) | (value << (32 - bits)),
        };
    }

    // Row l of the input is lane l; afterwards vector i holds word i of all lanes.
    private static void Load(ref Sixteen m, ref readonly byte data, int stride)
    {
        for (var half = 0; half < 2; half++)
        {
            Eight rows = default;
            for (var lane = 0; lane < 8; lane++)
                rows[lane] = Vector256.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in data), (lane * stride) + (32 * half))).AsUInt32();
            Transpose(ref rows);
            for (var word = 0; word < 8; word++)
                m[(8 * half) + word] = rows[word];
        }
    }

    private static void Store(ref Eight h, Span<uint> values)
    {
        Transpose(ref h);
        for (var lane = 0; lane < 8; lane++)
            h[lane].CopyTo(values[(8 * lane)..]);
    }

    private static void Transpose(ref Eight r)
    {
        var (a0, a1) = (Avx2.UnpackLow(r[0], r[1]), Avx2.UnpackHigh(r[0], r[1]));
        var (a2, a3) = (Avx2.UnpackLow(r[2], r[3]), Avx2.UnpackHigh(r[2], r[3]));
        var (a4, a5) = (Avx2.UnpackLow(r[4], r[5]), Avx2.UnpackHigh(r[4], r[5]));
        var (a6, a7) = (Avx2.UnpackLow(r[6], r[7]), Avx2.UnpackHigh(r[6], r[7]));
        var (b0, b1) = (Pair(a0, a2, false), Pair(a0, a2, true));
        var (b2, b3) = (Pair(a1, a3, false), Pair(a1, a3, true));
        var (b4, b5) = (Pair(a4, a6, false), Pair(a4, a6, true));
        var (b6, b7) = (Pair(a5, a7, false), Pair(a5, a7, true));
        (r[0], r[4]) = (Avx2.Permute2x128(b0, b4, 0x20), Avx2.Permute2x128(b0, b4, 0x31));
        (r[1], r[5]) = (Avx2.Permute2x128(b1, b5, 0x20), Avx2.Permute2x128(b1, b5, 0x31));
        (r[2], r[6]) = (Avx2.Permute2x128(b2, b6, 0x20), Avx2.Permute2x128(b2, b6, 0x31));
        (r[3], r[7]) = (Avx2.Permute2x128(b3, b7, 0x20), Avx2.Permute2x128(b3, b7, 0x31));
    }

    private static Vector256<uint> Pair(Vector256<uint> left, Vector256<uint> right, bool high) => high
        ? Avx2.UnpackHigh(left.AsUInt64(), right.AsUInt64()).AsUInt32()
        : Avx2.UnpackLow(left.AsUInt64(), right.AsUInt64()).AsUInt32();

    /// <summary>One row of the state: four words of each lane, so that the four mixes of a step stand beside each other.</summary>
    private readonly struct Quad(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z, Vector256<uint> w)
    {
        public readonly Vector256<uint> X = x, Y = y, Z = z, W = w;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Quad operator +(Quad left, Quad right) => new(left.X + right.X, left.Y + right.Y, left.Z + right.Z, left.W + right.W);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Quad operator ^(Quad left, Quad right) => new(left.X ^ right.X, left.Y ^ right.Y, left.Z ^ right.Z, left.W ^ right.W);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Quad Right([ConstantExpected] byte bits) =>
            new(Blake3Lanes.Right(X, bits), Blake3Lanes.Right(Y, bits), Blake3Lanes.Right(Z, bits), Blake3Lanes.Right(W, bits));
    }

    [InlineArray(8)]
    private struct Eight
    {
        private Vector256<uint> _first;
    }

    [InlineArray(16)]
    private struct Sixteen
    {
        private Vector256<uint> _first;
    }
}
