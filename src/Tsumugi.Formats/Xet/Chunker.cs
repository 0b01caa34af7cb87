using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tsumugi.Formats.Xet;

/// <summary>Cuts a stream where its content says so, at the same places as xet-core, whatever the pieces it arrives in.</summary>
/// <remarks>Source: xet-core, deduplication/chunking.rs: gear hash, 64 KiB aimed at, 8 to 128 KiB, hash begun anew at each cut.</remarks>
public struct Chunker
{
    public const int TargetBytes = 1 << 16;
    public const int LeastBytes = TargetBytes / 8;
    public const int MostBytes = TargetBytes * 2;

    private const int WindowBytes = 64;

    /// <summary>A cut comes where the 16 highest bits of the rolling hash are zero.</summary>
    private const ulong Limit = 1UL << 48;

    private const int Lanes = 4;
    private const int LaneBytes = 1024;

    private ulong _hash;
    private int _length;

    /// <summary>Bytes since the last cut.</summary>
    public readonly int Length => _length;

    /// <summary>Takes what belongs to the current chunk.</summary>
    /// <param name="ends">Whether the chunk ends with the last byte taken; when false, all was taken and the chunk goes on.</param>
    /// <returns>How many bytes were taken.</returns>
    public int Take(ReadOnlySpan<byte> data, out bool ends)
    {
        // No cut is looked for where none may be, so the hash may begin late.
        var skipped = 0;
        if (_length + WindowBytes < LeastBytes)
            skipped = Math.Min(LeastBytes - _length - WindowBytes - 1, data.Length);
        var most = Math.Min(data.Length, MostBytes - _length);
        var found = Cut(data[skipped..most]);
        var taken = found < 0 ? most : skipped + found;
        ends = found >= 0 || _length + taken == MostBytes;
        _length += taken;
        if (ends)
            (_hash, _length) = (0, 0);
        return taken;
    }

    /// <returns>How many bytes up to and with the one at which the hash fits, or -1.</returns>
    private int Cut(ReadOnlySpan<byte> data)
    {
        var at = 0;
        for (; data.Length - at >= Lanes * LaneBytes; at += Lanes * LaneBytes)
        {
            if (Fits(data.Slice(at, Lanes * LaneBytes)))
                break;
        }

        for (; at < data.Length; at++)
        {
            _hash = (_hash << 1) + GearTable.Values[data[at]];
            if (_hash < Limit)
                return at + 1;
        }

        return -1;
    }

    /// <summary>
    /// Whether there is a cut in four lanes of bytes, looked for side by side; if there is none, the hash moves past them.
    /// A byte's part is shifted out of the hash after 64 more, so each lane only needs the 64 bytes before it.
    /// </summary>
    private bool Fits(ReadOnlySpan<byte> data)
    {
        // Within these bounds nothing is checked twice: 4 lanes of bytes, and a byte always has its place in the table.
        ref var gear = ref MemoryMarshal.GetReference(GearTable.Values);
        ref var lane = ref MemoryMarshal.GetReference(data[..(Lanes * LaneBytes)]);
        var (hash0, hash1, hash2, hash3) = (_hash, 0UL, 0UL, 0UL);
        for (nuint i = LaneBytes - WindowBytes; i < LaneBytes; i++)
        {
            hash1 = (hash1 << 1) + Unsafe.Add(ref gear, Unsafe.Add(ref lane, i));
            hash2 = (hash2 << 1) + Unsafe.Add(ref gear, Unsafe.Add(ref lane, i + LaneBytes));
            hash3 = (hash3 << 1) + Unsafe.Add(ref gear, Unsafe.Add(ref lane, i + (2 * LaneBytes)));
        }

        for (nuint i = 0; i < LaneBytes; i++)
        {
            hash0 = (hash0 << 1) + Unsafe.Add(ref gear, Unsafe.Add(ref lane, i));
            hash1 = (hash1 << 1) + Unsafe.Add(ref gear, Unsafe.Add(ref lane, i + LaneBytes));
            hash2 = (hash2 << 1) + Unsafe.Add(ref gear, Unsafe.Add(ref lane, i + (2 * LaneBytes)));
            hash3 = (hash3 << 1) + Unsafe.Add(ref gear, Unsafe.Add(ref lane, i + (3 * LaneBytes)));
            if (hash0 < Limit || hash1 < Limit || hash2 < Limit || hash3 < Limit)
                return true;
        }

        _hash = hash3;
        return false;
    }
}
