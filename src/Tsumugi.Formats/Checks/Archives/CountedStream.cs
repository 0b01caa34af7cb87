using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>What is unpacked, counted against the budget, with its length and, where the archive states one, its checksum.</summary>
internal sealed class CountedStream(Stream unpacked, UnpackBudget budget, bool withCrc = false) : ForwardStream
{
    /// <summary>Bytes that came out so far.</summary>
    public long Count { get; private set; }

    public uint Crc { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var count = unpacked.Read(buffer);
        Count += count;
        if (withCrc)
            Crc = Crc32.Append(Crc, buffer[..count]);
        budget.Count(count);
        return count;
    }
}
