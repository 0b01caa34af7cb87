using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>Bytes already taken from a stream, then the rest of it.</summary>
internal sealed class JoinedStream(ReadOnlyMemory<byte> head, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _head = head;

    public override int Read(Span<byte> buffer)
    {
        if (_head.IsEmpty)
            return rest.Read(buffer);
        var count = Math.Min(buffer.Length, _head.Length);
        _head.Span[..count].CopyTo(buffer);
        _head = _head[count..];
        return count;
    }
}
