namespace Tsumugi.Merging.Arithmetic;

/// <summary>Ranks within a row by magnitude, from 0 for the smallest; equal ones in the order of their places.</summary>
/// <remarks>A radix sort of single-precision magnitudes, a byte at a time; bytes that are all alike are passed over. One instance serves one thread.</remarks>
internal sealed class RowRanks
{
    private const int Bins = 256, Bytes = 4;

    /// <summary>Magnitude in the upper half, place in the lower.</summary>
    private ulong[] _from = [];
    private ulong[] _to = [];
    private uint[] _keys = [];
    private readonly int[] _starts = new int[Bytes * Bins];

    /// <param name="ranks">One for each number.</param>
    public void Fill(ReadOnlySpan<double> numbers, Span<int> ranks)
    {
        if (_from.Length < numbers.Length)
            (_from, _to, _keys) = (new ulong[numbers.Length], new ulong[numbers.Length], new uint[numbers.Length]);
        RankSelector.Keys(numbers, _keys);
        Array.Clear(_starts);
        for (var i = 0; i < numbers.Length; i++)
        {
            var key = _keys[i];
            _from[i] = ((ulong)key << 32) | (uint)i;
            for (var place = 0; place < Bytes; place++)
                _starts[(place * Bins) + (int)((key >> (8 * place)) & 0xFF)]++;
        }

        for (var place = 0; place < Bytes; place++)
        {
            if (!_starts.AsSpan(place * Bins, Bins).Contains(numbers.Length))
                Pass(32 + (8 * place), _starts.AsSpan(place * Bins, Bins), _from.AsSpan(0, numbers.Length), _to);
        }

        for (var rank = 0; rank < numbers.Length; rank++)
            ranks[(int)(uint)_from[rank]] = rank;
    }

    private void Pass(int shift, Span<int> counts, ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        var start = 0;
        foreach (ref var count in counts)
            (count, start) = (start, start + count);
        foreach (var item in from)
            to[counts[(int)(byte)(item >> shift)]++] = item;
        (_from, _to) = (_to, _from);
    }
}
