namespace Tsumugi.Merging.Arithmetic;

/// <summary>Ranks within a row by magnitude, from 0 for the smallest; equal ones in the order of their places.</summary>
/// <remarks>A radix sort of single-precision magnitudes, eleven bits at a time. One instance serves one thread.</remarks>
internal sealed class RowRanks
{
    private const int Bits = 11;
    private const int Bins = 1 << Bits;

    private (uint Key, int Place)[] _from = [];
    private (uint Key, int Place)[] _to = [];
    private readonly int[] _starts = new int[Bins];

    /// <param name="ranks">One for each number.</param>
    public void Fill(ReadOnlySpan<double> numbers, Span<int> ranks)
    {
        if (_from.Length < numbers.Length)
            (_from, _to) = (new (uint, int)[numbers.Length], new (uint, int)[numbers.Length]);
        for (var i = 0; i < numbers.Length; i++)
            _from[i] = (RankSelector.Key(numbers[i]), i);
        for (var shift = 0; shift < 32; shift += Bits)
            Pass(shift, numbers.Length);
        for (var rank = 0; rank < numbers.Length; rank++)
            ranks[_from[rank].Place] = rank;
    }

    private void Pass(int shift, int count)
    {
        Array.Clear(_starts);
        for (var i = 0; i < count; i++)
            _starts[(_from[i].Key >> shift) & (Bins - 1)]++;
        var start = 0;
        for (var bin = 0; bin < Bins; bin++)
            (_starts[bin], start) = (start, start + _starts[bin]);
        for (var i = 0; i < count; i++)
            _to[_starts[(_from[i].Key >> shift) & (Bins - 1)]++] = _from[i];
        (_from, _to) = (_to, _from);
    }
}
