using System.Buffers.Binary;
using System.IO.Compression;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Images;

/// <summary>PNG (W3C, third edition): all colour types and depths, also interlaced, none narrowed — which libraries for the screen do to 16 bits.</summary>
internal static class PngReader
{
    private const int SignatureLength = 8;

    public static PixelPlane Read(Stream file, string name, ImageLimits limits)
    {
        file.Position = SignatureLength;
        PngHeader? header = null;
        byte[] palette = [];
        using var packed = new MemoryStream();
        while (true)
        {
            var (kind, data) = Chunk(file, name, header, limits);
            if (header is null && kind != "IHDR")
                throw ImageFault.At(name, kind, "It does not begin with IHDR.", position: SignatureLength);
            switch (kind)
            {
                case "IHDR":
                    header = PngHeader.Read(data, name);
                    limits.Check(name, header.Width, header.Height, Math.Max(header.Samples, header.Channels));
                    break;
                case "PLTE":
                    palette = data;
                    break;
                case "IDAT":
                    packed.Write(data);
                    break;
                case "IEND":
                    packed.Position = 0;
                    return Unpack(packed, header!, palette, name);
                default:
                    // An upper-case first letter says that it cannot be passed over.
                    if (char.IsAsciiLetterUpper(kind[0]))
                        throw ImageFault.At(name, kind, "It has a chunk that must be understood and is not.");
                    break;
            }
        }
    }

    /// <summary>Length, four letters, content, checksum of letters and content.</summary>
    private static (string Kind, byte[] Data) Chunk(Stream file, string name, PngHeader? header, ImageLimits limits)
    {
        var at = file.Position;
        var head = new byte[8];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            throw ImageFault.At(name, "chunk", "The file ends before IEND.", position: at);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        var kind = string.Concat(head[4..].Select(letter => char.IsAsciiLetter((char)letter) ? (char)letter : '?'));
        if (length > file.Length - file.Position || length > 2 * limits.MaxSamples + (1 << 20))
            throw ImageFault.At(name, kind, $"The chunk claims {length} bytes, more than there are or than are read.", position: at);
        var data = new byte[length];
        file.ReadExactly(data);
        var checksum = new byte[4];
        if (file.ReadAtLeast(checksum, 4, throwOnEndOfStream: false) < 4 || BinaryPrimitives.ReadUInt32BigEndian(checksum) != Crc32.Append(Crc32.Append(0, head.AsSpan(4)), data))
            throw ImageFault.At(name, kind, "The checksum of the chunk is absent or wrong.", position: at);
        if (kind == "IHDR" && header is not null)
            throw ImageFault.At(name, kind, "It has two headers.", position: at);
        return (kind, data);
    }

    private static PixelPlane Unpack(Stream packed, PngHeader header, byte[] palette, string name)
    {
        if (header.IsIndexed && palette.Length is 0 or > 768 || palette.Length % 3 != 0)
            throw ImageFault.At(name, "PLTE", "The palette is absent or has no whole colours.");
        var plane = new PixelPlane(header.Width, header.Height, header.Channels, Math.Max(8, header.Depth), new ushort[header.Width * header.Height * header.Channels]);
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        foreach (var pass in PngPass.Of(header))
        {
            var (row, above) = (new byte[header.RowBytes(pass.Width)], new byte[header.RowBytes(pass.Width)]);
            for (var y = 0; y < pass.Height && pass.Width > 0; y++)
            {
                Fill(rows, row, above, header, name);
                header.Write(row, palette, plane, pass, y, name);
                (row, above) = (above, row);
            }
        }

        return plane;
    }

    private static void Fill(ZLibStream rows, byte[] row, byte[] above, PngHeader header, string name)
    {
        int filter;
        try
        {
            filter = rows.ReadByte();
            if (filter < 0 || rows.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                throw ImageFault.At(name, "IDAT", "The compressed data end before the image does.");
        }
        catch (InvalidDataException error)
        {
            throw ImageFault.At(name, "IDAT", $"The compressed data are damaged ({error.Message})", cause: error);
        }

        if (filter > 4)
            throw ImageFault.At(name, "IDAT", $"There is no filter {filter}.");
        var back = header.PixelBytes;
        for (var i = 0; i < row.Length && filter > 0; i++)
        {
            var (left, up, corner) = (i < back ? 0 : row[i - back], above[i], i < back ? 0 : above[i - back]);
            row[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
        }
    }

    /// <summary>Of the three neighbours the one nearest to left + above − corner.</summary>
    private static int Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
