using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>A part of a seekable stream; others may move the stream between two reads.</summary>
internal sealed class PartStream(Stream whole, long start, long length) : ForwardStream
{
    private long _taken;

    public override int Read(Span<byte> buffer)
    {
        var room = (int)Math.Min(buffer.Length, length - _taken);
        if (room <= 0)
            return 0;
        whole.Position = start + _taken;
        var count = whole.Read(buffer[..room]);
        _taken += count;
        return count;
    }
}
