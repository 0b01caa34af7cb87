using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gzip;

/// <summary>Hands the source's bytes to the inflater and remembers how many the last call took.</summary>
internal sealed class MemberStream(ByteSource source) : AwaitedStream
{
    /// <summary>Bytes of the last read, at most <see cref="ByteSource.History"/>.</summary>
    public int LastCount { get; private set; }

    /// <summary>The inflater asked for more than there is.</summary>
    public bool Exhausted { get; private set; }

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
}
