using System.Buffers;

namespace Tsumugi.Formats.Text;

/// <summary>Lines of bytes over one pooled buffer: fill, then take lines until there is none, then fill again.</summary>
/// <param name="read">Reads some bytes; 0 only at the end.</param>
/// <param name="maxLineLength">The buffer never grows beyond it by more than a factor of two.</param>
internal sealed class LineBuffer(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, int maxLineLength) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256 << 10);
    private int _start;
    private int _scanned;
    private int _end;
    private bool _ended;

    /// <summary>1-based number of the last line taken.</summary>
    public long Line { get; private set; }

    /// <summary>The unfinished line is longer than allowed.</summary>
    public bool TooLong => _end - _start > maxLineLength;

    /// <summary>False when the input has ended and every line is taken.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (_ended)
            return false;
        MakeRoom();
        var count = await read(_buffer.AsMemory(_end), ct);
        _end += count;
        _ended = count == 0;
        return !_ended || _end > _start;
    }

    /// <summary>The bytes that are here and not yet taken.</summary>
    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start.._end);

    /// <summary>Takes a line without its end (LF or CRLF). It is valid until the next fill.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        var taken = TryTakeRow(out var row);
        line = row.Span;
        return taken;
    }

    /// <summary>Takes a line as memory that may be kept until the next fill.</summary>
    public bool TryTakeRow(out ReadOnlyMemory<byte> line)
    {
        var feed = _buffer.AsSpan(_scanned.._end).IndexOf((byte)'\n');
        if (feed < 0 && !(_ended && _end > _start))
        {
            _scanned = _end;
            line = default;
            return false;
        }
        var stop = feed < 0 ? _end : _scanned + feed;
        var last = stop > _start && _buffer[stop - 1] == '\r' ? stop - 1 : stop;
        line = _buffer.AsMemory(_start..last);
        _start = _scanned = Math.Min(stop + 1, _end);
        Line++;
        return true;
    }

    /// <summary>Takes the unfinished line as far as it is here; what is taken next goes on with it. A last CR waits, as LF may follow.</summary>
    public ReadOnlyMemory<byte> TakePart()
    {
        var stop = _end > _start && _buffer[_end - 1] == '\r' ? _end - 1 : _end;
        var part = _buffer.AsMemory(_start..stop);
        (_start, _scanned) = (stop, stop);
        return part;
    }

    /// <summary>Passes over available bytes that a caller took by itself.</summary>
    /// <param name="lines">Line ends among them.</param>
    public void Skip(int bytes, int lines)
    {
        _start += bytes;
        _scanned = Math.Max(_scanned, _start);
        Line += lines;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _scanned = _end = 0;
    }

    private void MakeRoom()
    {
        var length = _end - _start;
        var target = length > _buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(_start, length).CopyTo(target);
        if (target != _buffer)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = target;
        (_start, _scanned, _end) = (0, _scanned - _start, length);
    }
}
