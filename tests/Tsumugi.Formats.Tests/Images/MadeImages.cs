using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;
using Tsumugi.Formats.Images;

namespace Tsumugi.Formats.Tests.Images;

/// <summary>Images written by hand, by Skia and by LibTiff.</summary>
internal static class MadeImages
{
    public static PixelPlane Plane(int width, int height, int channels, int bits, int seed)
    {
        var random = new Random(seed);
        return new(width, height, channels, bits, [.. Enumerable.Range(0, width * height * channels).Select(_ => (ushort)random.Next(1 << bits))]);
    }

    /// <summary>A PNG whose rows use all filters in turn.</summary>
    /// <param name="depth">Bits of a stored sample; the plane's samples are taken as they are.</param>
    public static byte[] Png(PixelPlane stored, byte colour, int depth, bool interlaced, byte[]? palette = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, stored.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), stored.Height);
        (header[8], header[9], header[12]) = ((byte)depth, colour, (byte)(interlaced ? 1 : 0));
        Chunk(file, "IHDR", header);
        if (palette is not null)
            Chunk(file, "PLTE", palette);
        Chunk(file, "tEXt", Encoding.ASCII.GetBytes("made\0by hand"));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            Rows(zlib, stored, depth, interlaced);
        var half = (int)packed.Length / 2;
        Chunk(file, "IDAT", packed.ToArray()[..half]);
        Chunk(file, "IDAT", packed.ToArray()[half..]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    public static byte[] Jpeg(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(new SKColor(200, 100, 50));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        return data.ToArray();
    }

    public static string Tiff(string path, IReadOnlyList<PixelPlane> planes, Compression compression, bool tiled, bool planar, string? description = null)
    {
        using var tiff = BitMiracle.LibTiff.Classic.Tiff.Open(path, "w");
        for (var page = 0; page < planes.Count; page++)
        {
            var plane = planes[page];
            tiff.SetField(TiffTag.IMAGEWIDTH, plane.Width);
            tiff.SetField(TiffTag.IMAGELENGTH, plane.Height);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, plane.Channels);
            tiff.SetField(TiffTag.BITSPERSAMPLE, plane.Bits);
            tiff.SetField(TiffTag.PHOTOMETRIC, plane.Channels == 3 ? Photometric.RGB : Photometric.MINISBLACK);
            tiff.SetField(TiffTag.PLANARCONFIG, planar ? PlanarConfig.SEPARATE : PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.COMPRESSION, compression);
            if (compression is Compression.LZW or Compression.ADOBE_DEFLATE)
                tiff.SetField(TiffTag.PREDICTOR, Predictor.HORIZONTAL);
            if (page == 0 && description is not null)
                tiff.SetField(TiffTag.IMAGEDESCRIPTION, description);
            if (tiled)
                Tiles(tiff, plane, planar);
            else
                Strips(tiff, plane, planar);
            tiff.WriteDirectory();
        }

        return path;
    }

    private static void Strips(Tiff tiff, PixelPlane plane, bool planar)
    {
        tiff.SetField(TiffTag.ROWSPERSTRIP, 5);
        for (var channel = 0; channel < (planar ? plane.Channels : 1); channel++)
        {
            for (var y = 0; y < plane.Height; y++)
                tiff.WriteScanline(Part(plane, 0, y, plane.Width, 1, plane.Width, planar ? channel : -1), y, (short)channel);
        }
    }

    private static void Tiles(Tiff tiff, PixelPlane plane, bool planar)
    {
        tiff.SetField(TiffTag.TILEWIDTH, 16);
        tiff.SetField(TiffTag.TILELENGTH, 16);
        for (var channel = 0; channel < (planar ? plane.Channels : 1); channel++)
        {
            for (var top = 0; top < plane.Height; top += 16)
            {
                for (var left = 0; left < plane.Width; left += 16)
                {
                    var bytes = Part(plane, left, top, 16, 16, 16, planar ? channel : -1);
                    tiff.WriteEncodedTile(tiff.ComputeTile(left, top, 0, (short)channel), bytes, bytes.Length);
                }
            }
        }
    }

    private static byte[] Part(PixelPlane plane, int left, int top, int width, int height, int stride, int channel)
    {
        var own = channel < 0 ? plane.Channels : 1;
        var size = plane.Bits / 8;
        var bytes = new byte[stride * height * own * size];
        for (var y = 0; y < height && top + y < plane.Height; y++)
        {
            for (var x = 0; x < width && left + x < plane.Width; x++)
            {
                for (var i = 0; i < own; i++)
                {
                    var sample = plane.Samples[((top + y) * plane.Width + left + x) * plane.Channels + (channel < 0 ? i : channel)];
                    var to = ((y * stride + x) * own + i) * size;
                    bytes[to] = (byte)sample;
                    if (size == 2)
                        bytes[to + 1] = (byte)(sample >> 8);
                }
            }
        }

        return bytes;
    }

    private static void Rows(Stream zlib, PixelPlane stored, int depth, bool interlaced)
    {
        (int Left, int Top, int Right, int Down)[] passes = interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        foreach (var (left, top, right, down) in passes)
        {
            byte[]? above = null;
            for (var y = top; y < stored.Height; y += down)
            {
                var bits = new List<bool>();
                for (var x = left; x < stored.Width; x += right)
                {
                    for (var channel = 0; channel < stored.Channels; channel++)
                    {
                        var sample = stored.Samples[(y * stored.Width + x) * stored.Channels + channel];
                        for (var bit = depth - 1; bit >= 0; bit--)
                            bits.Add((sample >> bit & 1) == 1);
                    }
                }

                if (bits.Count == 0)
                    continue;
                var row = new byte[(bits.Count + 7) / 8];
                for (var i = 0; i < bits.Count; i++)
                    row[i / 8] |= (byte)(bits[i] ? 0x80 >> i % 8 : 0);
                var filter = y / down % 5;
                zlib.WriteByte((byte)filter);
                zlib.Write(Filtered(row, above ?? new byte[row.Length], filter, Math.Max(1, depth * stored.Channels / 8)));
                above = row;
            }
        }
    }

    private static byte[] Filtered(byte[] row, byte[] above, int filter, int back) => [.. row.Select((value, i) =>
    {
        int a = i < back ? 0 : row[i - back], b = above[i], c = i < back ? 0 : above[i - back];
        var p = a + b - c;
        var paeth = Math.Abs(p - a) <= Math.Abs(p - b) && Math.Abs(p - a) <= Math.Abs(p - c) ? a : Math.Abs(p - b) <= Math.Abs(p - c) ? b : c;
        return (byte)(value - (filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => paeth }));
    })];

    private static void Chunk(Stream file, string kind, byte[] data)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = crc >> 1 ^ ((crc & 1) == 1 ? 0xEDB88320 : 0);
        }

        return ~crc;
    }
}
