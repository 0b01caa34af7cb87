namespace Tsumugi.Formats.Links;

/// <summary>Pairs in memory until there are enough for a run.</summary>
internal sealed class PairBuffer(int bytes, int most)
{
    private readonly byte[] _bytes = new byte[bytes];
    private readonly int[] _starts = new int[most];
    private int _filled;

    public int Count { get; private set; }

    /// <returns>False when it is full.</returns>
    public bool TryAdd(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target)
    {
        var length = 2 + source.Length + target.Length;
        if (Count == _starts.Length || _filled + length > _bytes.Length)
            return false;
        var to = _bytes.AsSpan(_filled, length);
        to[0] = (byte)source.Length;
        to[1] = (byte)target.Length;
        source.CopyTo(to[2..]);
        target.CopyTo(to[(2 + source.Length)..]);
        _starts[Count++] = _filled;
        _filled += length;
        return true;
    }

    public int Start(int at) => _starts[at];

    public ReadOnlySpan<byte> Source(int start) => _bytes.AsSpan(start + 2, _bytes[start]);

    public ReadOnlySpan<byte> Target(int start) => _bytes.AsSpan(start + 2 + _bytes[start], _bytes[start + 1]);

    public void Clear() => (Count, _filled) = (0, 0);
}
