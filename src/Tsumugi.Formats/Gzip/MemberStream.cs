using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gzip;

/// <summary>Hands the source's bytes to the inflater and remembers how many the last call took.</summary>
internal sealed class MemberStream(ByteSource source) : Stream
{
    /// <summary>Bytes of the last read, at most <see cref="ByteSource.History"/>.</summary>
    public int LastCount { get; private set; }

    /// <summary>The inflater asked for more than there is.</summary>
    public bool Exhausted { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await source.PeekAsync(1, cancellationToken);
        var count = Math.Min(Math.Min(buffer.Length, ByteSource.History), source.Available.Length);
        source.Available[..count].CopyTo(buffer.Span);
        source.Advance(count);
        if (count == 0)
            Exhausted = true;
        else
            LastCount = count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
