using System.Buffers.Binary;
using System.IO.Compression;
using Tsumugi.Formats.Gzip;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Bgzf;

/// <summary>Reads single blocks of a BGZF file, each checked by its length and checksum.</summary>
/// <param name="stream">One that seeks.</param>
/// <param name="file">Its name in errors.</param>
public sealed class BgzfReader(Stream stream, string file)
{
    public const int MostData = 1 << 16;

    /// <summary>Of gzip's header up to the length of the extra field, and that length.</summary>
    private const int FixedHeader = 12;
    private const int Trailer = 8;

    public long Length => stream.Length;

    public string File => file;

    /// <returns>Null at the end of the file.</returns>
    /// <exception cref="InvalidFileException">There is no whole block at that byte, or it is damaged.</exception>
    public async ValueTask<BgzfBlock?> ReadAsync(long offset, CancellationToken stop)
    {
        if (offset == stream.Length)
            return null;
        var header = await TakeAsync(offset, offset, FixedHeader, stop);
        if (!GzipHeader.Begins(header) || header[2] != 8 || (header[3] & 4) == 0)
            throw Fault(offset, "No BGZF block begins here.", "Compress with bgzip (or let samtools write BAM); plain gzip cannot be read by position.");
        var extra = await TakeAsync(offset, offset + FixedHeader, BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(10)), stop);
        var (length, packedAt) = (LengthOf(offset, extra), FixedHeader + extra.Length);
        if (length < packedAt + Trailer)
            throw Fault(offset, $"The block says that it has {length} bytes, fewer than its header and checksum.", FaultSite.FetchAgain);
        var rest = await TakeAsync(offset, offset + packedAt, length - packedAt, stop);
        return new(offset, length, Expand(offset, rest));
    }

    /// <summary>Whether the mark of a file's end begins at that byte.</summary>
    public async ValueTask<bool> IsEndAsync(long offset, CancellationToken stop) =>
        offset <= stream.Length - BgzfWriter.EndOfFile.Length && (await TakeAsync(offset, offset, BgzfWriter.EndOfFile.Length, stop)).AsSpan().SequenceEqual(BgzfWriter.EndOfFile);

    public InvalidFileException Fault(long at, string problem, string remedy) =>
        new(new() { File = file, Byte = at, Field = "BGZF", Problem = problem, Remedy = remedy });

    // The block's length stands in an extra field called BC; other fields may stand beside it.
    private int LengthOf(long offset, ReadOnlySpan<byte> extra)
    {
        for (var at = 0; at + 4 <= extra.Length;)
        {
            var size = BinaryPrimitives.ReadUInt16LittleEndian(extra[(at + 2)..]);
            if (extra[at] == 'B' && extra[at + 1] == 'C' && size == 2 && at + 6 <= extra.Length)
                return BinaryPrimitives.ReadUInt16LittleEndian(extra[(at + 4)..]) + 1;
            at += 4 + size;
        }

        throw Fault(offset, "The gzip header has no field BC with the block's length: the file is plain gzip.", "Compress with bgzip instead of gzip.");
    }

    private byte[] Expand(long offset, byte[] rest)
    {
        var trailer = rest.AsSpan(rest.Length - Trailer);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (size > MostData)
            throw Fault(offset, $"The block says that it expands to {size} bytes; {MostData} are allowed.", FaultSite.FetchAgain);
        var data = new byte[size];
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(rest, 0, rest.Length - Trailer), CompressionMode.Decompress);
            if (inflate.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) != data.Length || inflate.ReadByte() >= 0)
                throw Fault(offset, $"The block does not expand to the {size} bytes that it says.", FaultSite.FetchAgain);
        }
        catch (InvalidDataException)
        {
            throw Fault(offset, "The block's compressed data are damaged.", FaultSite.FetchAgain);
        }

        return Crc32.Append(0, data) == BinaryPrimitives.ReadUInt32LittleEndian(trailer)
            ? data
            : throw Fault(offset, "The block's checksum is wrong.", FaultSite.FetchAgain);
    }

    private async ValueTask<byte[]> TakeAsync(long block, long at, int count, CancellationToken stop)
    {
        if (block < 0 || at > stream.Length - count)
            throw Fault(block, $"The file ends within the block that begins here: it has {stream.Length} bytes.", FaultSite.FetchAgain);
        var bytes = new byte[count];
        stream.Position = at;
        await stream.ReadExactlyAsync(bytes, stop);
        return bytes;
    }
}
