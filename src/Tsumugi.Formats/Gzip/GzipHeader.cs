using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gzip;

/// <summary>Passes over the header of a gzip member (RFC 1952, section 2.3).</summary>
internal static class GzipHeader
{
    private const int FixedLength = 10;

    /// <summary>No name or comment needs more.</summary>
    private const int MaxTextLength = 4_096;

    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];

    /// <summary>Null when all is well, else what is wrong.</summary>
    public static async ValueTask<string?> SkipAsync(ByteSource source, CancellationToken ct)
    {
        await source.PeekAsync(FixedLength, ct);
        if (source.Available.Length < FixedLength)
            return "The file ends within a gzip header.";
        var (method, flags) = (source.Available[2], source.Available[3]);
        if (method != 8)
            return $"The gzip header names compression method {method}; only 8 (deflate) exists.";
        if ((flags & 0xE0) != 0)
            return "The gzip header sets reserved flags.";
        source.Advance(FixedLength);
        return await SkipOptionalAsync(source, flags, ct);
    }

    private static async ValueTask<string?> SkipOptionalAsync(ByteSource source, byte flags, CancellationToken ct)
    {
        if ((flags & 4) != 0 && !await SkipExtraAsync(source, ct))
            return "The file ends within a gzip header.";
        // File name, then comment: each ends with a zero.
        foreach (var flag in (byte[])[8, 16])
        {
            if ((flags & flag) != 0 && !await SkipTextAsync(source, ct))
                return "A name or comment in the gzip header has no end.";
        }
        return (flags & 2) == 0 || await SkipBytesAsync(source, 2, ct) ? null : "The file ends within a gzip header.";
    }

    private static async ValueTask<bool> SkipExtraAsync(ByteSource source, CancellationToken ct)
    {
        await source.PeekAsync(2, ct);
        return source.Available.Length >= 2 && await SkipBytesAsync(source, 2 + source.Available[0] + (source.Available[1] << 8), ct);
    }

    private static async ValueTask<bool> SkipTextAsync(ByteSource source, CancellationToken ct)
    {
        await source.PeekAsync(MaxTextLength, ct);
        var end = source.Available[..Math.Min(MaxTextLength, source.Available.Length)].IndexOf((byte)0);
        source.Advance(Math.Max(0, end + 1));
        return end >= 0;
    }

    private static async ValueTask<bool> SkipBytesAsync(ByteSource source, int count, CancellationToken ct)
    {
        while (count > 0)
        {
            await source.PeekAsync(1, ct);
            var step = Math.Min(count, source.Available.Length);
            if (step == 0)
                return false;
            source.Advance(step);
            count -= step;
        }
        return true;
    }
}
