using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace Tsumugi.Formats.Images;

/// <summary>One plane of a TIFF as its tags describe it.</summary>
/// <param name="IsPlanar">The samples of a channel are stored together, not those of a pixel.</param>
/// <param name="Palette">Red, green and blue for each value; null when samples are what they are.</param>
internal sealed record TiffPage(int Width, int Height, int Channels, int Bits, bool IsPlanar, bool IsInverted, ushort[][]? Palette)
{
    public long Bytes => (long)Width * Height * Channels * (Bits / 8);

    public static TiffPage Of(Tiff tiff, string name, int page, ImageLimits limits)
    {
        int Field(TiffTag tag, int otherwise) => tiff.GetField(tag)?[0].ToInt() ?? tiff.GetFieldDefaulted(tag)?[0].ToInt() ?? otherwise;
        var (width, height, channels, bits) = (Field(TiffTag.IMAGEWIDTH, 0), Field(TiffTag.IMAGELENGTH, 0), Field(TiffTag.SAMPLESPERPIXEL, 1), Field(TiffTag.BITSPERSAMPLE, 1));
        var photometric = (Photometric)Field(TiffTag.PHOTOMETRIC, (int)Photometric.MINISBLACK);
        limits.Check(name, width, height, photometric == Photometric.PALETTE ? 3 : channels);
        if (bits is not (8 or 16) || Field(TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT) is not ((int)SampleFormat.UINT or (int)SampleFormat.VOID))
            throw ImageFault.At(name, $"directory {page}, BitsPerSample", $"Samples of {bits} bits, format {(SampleFormat)Field(TiffTag.SAMPLEFORMAT, 1)}, are not read.", "Write unsigned whole numbers of 8 or 16 bits.");
        if (photometric == Photometric.YCBCR && Field(TiffTag.COMPRESSION, 1) == (int)Compression.JPEG)
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        else if (photometric is not (Photometric.MINISBLACK or Photometric.MINISWHITE or Photometric.RGB or Photometric.PALETTE))
            throw ImageFault.At(name, $"directory {page}, PhotometricInterpretation", $"Colours of the kind {photometric} are not read.", "Write grey or RGB.");
        return new(width, height, channels, bits, Field(TiffTag.PLANARCONFIG, 1) == (int)PlanarConfig.SEPARATE, photometric == Photometric.MINISWHITE,
            photometric == Photometric.PALETTE ? Colours(tiff, name, page, bits, channels) : null);
    }

    public PixelPlane Read(Tiff tiff)
    {
        var samples = new ushort[Width * Height * Channels];
        if (tiff.IsTiled())
            ReadTiles(tiff, samples);
        else
            ReadStrips(tiff, samples);
        var plane = new PixelPlane(Width, Height, Channels, Bits, samples);
        if (IsInverted)
        {
            foreach (ref var sample in samples.AsSpan())
                sample = (ushort)(plane.White - sample);
        }

        return Palette is null ? plane : plane with { Channels = 3, Bits = 16, Samples = [.. samples.SelectMany(index => Palette.Select(colour => colour[index]))] };
    }

    private static ushort[][] Colours(Tiff tiff, string name, int page, int bits, int channels)
    {
        var map = tiff.GetField(TiffTag.COLORMAP);
        ushort[][] colours = map is { Length: 3 } ? [.. map.Select(colour => colour.ToUShortArray())] : [];
        return channels == 1 && colours.Length == 3 && colours.All(colour => colour.Length == 1 << bits)
            ? colours
            : throw ImageFault.At(name, $"directory {page}, ColorMap", "The palette is absent or does not fit the samples.");
    }

    private void ReadStrips(Tiff tiff, ushort[] samples)
    {
        var rows = Math.Min(Height, tiff.GetFieldDefaulted(TiffTag.ROWSPERSTRIP)?[0].ToInt() is > 0 and var stated ? stated : Height);
        var perPlane = (Height + rows - 1) / rows;
        var own = IsPlanar ? 1 : Channels;
        var buffer = new byte[checked(rows * Width * own * (Bits / 8))];
        for (var strip = 0; strip < perPlane * (IsPlanar ? Channels : 1); strip++)
        {
            var top = strip % perPlane * rows;
            var count = Math.Min(rows, Height - top);
            var wanted = count * Width * own * (Bits / 8);
            Require(tiff.ReadEncodedStrip(strip, buffer, 0, wanted), wanted, "strip", strip);
            Place(buffer, samples, 0, top, Width, count, Width, strip / perPlane);
        }
    }

    private void ReadTiles(Tiff tiff, ushort[] samples)
    {
        var (wide, high) = (tiff.GetField(TiffTag.TILEWIDTH)[0].ToInt(), tiff.GetField(TiffTag.TILELENGTH)[0].ToInt());
        var size = checked((int)((long)wide * high * (IsPlanar ? 1 : Channels) * (Bits / 8)));
        if (wide <= 0 || high <= 0 || size > Math.Max(64 << 20, 4 * Bytes))
            throw new InvalidDataException($"tiles of {wide} × {high}");
        var buffer = new byte[size];
        for (var channel = 0; channel < (IsPlanar ? Channels : 1); channel++)
        {
            for (var top = 0; top < Height; top += high)
            {
                for (var left = 0; left < Width; left += wide)
                {
                    var tile = tiff.ComputeTile(left, top, 0, (short)channel);
                    Require(tiff.ReadEncodedTile(tile, buffer, 0, size), size, "tile", tile);
                    Place(buffer, samples, left, top, Math.Min(wide, Width - left), Math.Min(high, Height - top), wide, channel);
                }
            }
        }
    }

    private static void Require(int read, int wanted, string part, int number)
    {
        if (read < wanted)
            throw new InvalidDataException($"{part} {number} has {Math.Max(0, read)} bytes of {wanted}");
    }

    /// <summary>Copies a rectangle whose rows are <paramref name="stride"/> pixels apart into the plane.</summary>
    private void Place(byte[] stored, ushort[] samples, int left, int top, int width, int height, int stride, int channel)
    {
        var own = IsPlanar ? 1 : Channels;
        var words = MemoryMarshal.Cast<byte, ushort>(stored.AsSpan(0, stored.Length / 2 * 2));
        for (var y = 0; y < height; y++)
        {
            for (var i = 0; i < width * own; i++)
            {
                var from = y * stride * own + i;
                var to = ((top + y) * Width + left) * Channels + (IsPlanar ? i * Channels + channel : i);
                samples[to] = Bits == 8 ? stored[from] : words[from];
            }
        }
    }
}
