using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>The next bytes of a stream that is read forwards.</summary>
internal sealed class LimitedStream(Stream stream, long length) : ForwardStream
{
    /// <summary>Bytes not yet taken.</summary>
    public long Left { get; private set; } = length;

    public override int Read(Span<byte> buffer)
    {
        var count = stream.Read(buffer[..(int)Math.Min(buffer.Length, Left)]);
        Left -= count;
        return count;
    }
}
