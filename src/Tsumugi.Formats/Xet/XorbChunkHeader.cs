namespace Tsumugi.Formats.Xet;

/// <summary>The eight bytes before each chunk in a xorb: version, packed length (24 bits), scheme, length (24 bits).</summary>
/// <param name="PackedLength">Bytes that follow the header.</param>
/// <param name="Length">Bytes of the chunk, unpacked.</param>
public readonly record struct XorbChunkHeader(int PackedLength, ChunkScheme Scheme, int Length)
{
    public const int Bytes = 8;

    /// <exception cref="XetFormatException">When version, scheme or a length cannot be.</exception>
    public static XorbChunkHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != 0)
            throw new XetFormatException($"A chunk header has version {bytes[0]}; only 0 is known.");
        var header = new XorbChunkHeader(
            bytes[1] | (bytes[2] << 8) | (bytes[3] << 16), (ChunkScheme)bytes[4], bytes[5] | (bytes[6] << 8) | (bytes[7] << 16));
        if (header.Scheme > ChunkScheme.GroupedLz4)
            throw new XetFormatException($"A chunk has compression scheme {(byte)header.Scheme}; 0, 1 and 2 are known.");
        if (header.Length is 0 or > Chunker.MostBytes)
            throw new XetFormatException($"A chunk of {header.Length} bytes; 1 to {Chunker.MostBytes} are allowed.");
        if (header.PackedLength == 0 || header.PackedLength > header.Length + 64)
            throw new XetFormatException($"A chunk of {header.Length} bytes is packed into {header.PackedLength}.");
        return header;
    }

    public void Write(Span<byte> bytes)
    {
        bytes[0] = 0;
        (bytes[1], bytes[2], bytes[3]) = ((byte)PackedLength, (byte)(PackedLength >> 8), (byte)(PackedLength >> 16));
        bytes[4] = (byte)Scheme;
        (bytes[5], bytes[6], bytes[7]) = ((byte)Length, (byte)(Length >> 8), (byte)(Length >> 16));
    }
}
