using System.Buffers;

namespace Tsumugi.Formats.Xet;

/// <param name="Hash">Of the unpacked bytes.</param>
/// <param name="Offset">Of its header in the xorb.</param>
public readonly record struct XorbChunk(XetHash Hash, int Offset, XorbChunkHeader Header);

/// <summary>Reads a xorb chunk by chunk, and hashes each again: nothing a sender says is taken on trust.</summary>
public static class XorbReader
{
    public const int MostBytes = 64 << 20;
    public const int MostChunks = 8192;

    private static ReadOnlySpan<byte> FooterMark => "XETBLOB"u8;

    /// <param name="keep">Receives every chunk as it lies in the xorb, header included; a footer is left out.</param>
    /// <exception cref="XetFormatException">When it is no xorb, too large or empty.</exception>
    public static async Task<IReadOnlyList<XorbChunk>> ReadAsync(
        Stream source, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> keep, CancellationToken stop)
    {
        var chunks = new List<XorbChunk>();
        var packed = ArrayPool<byte>.Shared.Rent(XorbChunkHeader.Bytes + Chunker.MostBytes + 64);
        var plain = ArrayPool<byte>.Shared.Rent(Chunker.MostBytes);
        try
        {
            var offset = 0;
            while (await source.ReadAtLeastAsync(packed.AsMemory(0, XorbChunkHeader.Bytes), XorbChunkHeader.Bytes, false, stop) is var read and > 0)
            {
                if (read == XorbChunkHeader.Bytes && packed.AsSpan(0, FooterMark.Length).SequenceEqual(FooterMark))
                    break;
                if (read < XorbChunkHeader.Bytes)
                    throw new XetFormatException($"The xorb ends inside the header of chunk {chunks.Count}.");
                var header = XorbChunkHeader.Read(packed);
                var whole = packed.AsMemory(0, XorbChunkHeader.Bytes + header.PackedLength);
                var body = whole[XorbChunkHeader.Bytes..];
                if (await source.ReadAtLeastAsync(body, body.Length, false, stop) < body.Length)
                    throw new XetFormatException($"The xorb ends inside chunk {chunks.Count}.");
                if (offset + whole.Length > MostBytes || chunks.Count == MostChunks)
                    throw new XetFormatException($"A xorb may have at most {MostBytes} bytes and {MostChunks} chunks.");
                ChunkCompression.Unpack(header.Scheme, body.Span, plain.AsSpan(0, header.Length));
                chunks.Add(new(XetHashing.OfChunk(plain.AsSpan(0, header.Length)), offset, header));
                offset += whole.Length;
                await keep(whole, stop);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
            ArrayPool<byte>.Shared.Return(plain);
        }

        return chunks.Count > 0 ? chunks : throw new XetFormatException("The xorb holds no chunk.");
    }

    /// <summary>The hash that names a xorb of these chunks.</summary>
    public static XetHash HashOf(IEnumerable<XorbChunk> chunks) =>
        XetHashing.OfXorb(chunks.Select(chunk => new ChunkHash(chunk.Hash, chunk.Header.Length)));
}
