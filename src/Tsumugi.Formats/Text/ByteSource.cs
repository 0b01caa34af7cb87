namespace Tsumugi.Formats.Text;

/// <summary>A stream with a look ahead and a look back, and a count of the bytes taken.</summary>
/// <param name="progress">Told the total after each read of the stream.</param>
internal sealed class ByteSource(Stream stream, IProgress<long>? progress)
{
    /// <summary>Bytes before the position that a refill keeps, so that <see cref="Rewind"/> can go back.</summary>
    public const int History = 16 << 10;

    private readonly byte[] _buffer = new byte[History + (64 << 10)];
    private int _position;
    private int _end;

    /// <summary>Bytes taken from the stream.</summary>
    public long Total { get; private set; }

    /// <summary>The stream has ended; bytes may still be available.</summary>
    public bool Ended { get; private set; }

    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_position.._end);

    /// <summary>The last <paramref name="back"/> bytes and all available ones.</summary>
    public ReadOnlySpan<byte> Window(int back) => _buffer.AsSpan((_position - back).._end);

    public void Advance(int count) => _position += count;

    public void Rewind(int count) => _position -= count;

    /// <summary>Makes at least <paramref name="count"/> bytes available, fewer only at the end.</summary>
    public async ValueTask PeekAsync(int count, CancellationToken ct)
    {
        while (_end - _position < count && !Ended)
        {
            var kept = Math.Max(0, _position - History);
            _buffer.AsSpan(kept.._end).CopyTo(_buffer);
            (_position, _end) = (_position - kept, _end - kept);
            _end += await TakeAsync(_buffer.AsMemory(_end), ct);
        }
    }

    /// <summary>Reads some bytes; 0 only at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
    {
        if (_position == _end)
            return Ended ? 0 : await TakeAsync(destination, ct);
        var count = Math.Min(destination.Length, _end - _position);
        _buffer.AsMemory(_position, count).CopyTo(destination);
        _position += count;
        return count;
    }

    private async ValueTask<int> TakeAsync(Memory<byte> destination, CancellationToken ct)
    {
        var count = await stream.ReadAsync(destination, ct);
        Total += count;
        Ended = count == 0;
        progress?.Report(Total);
        return count;
    }
}
