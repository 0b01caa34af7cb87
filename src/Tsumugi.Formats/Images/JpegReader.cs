using SkiaSharp;

namespace Tsumugi.Formats.Images;

/// <summary>JPEG by Skia: grey stays grey, everything else becomes RGB. Pixels stay as stored; a note of how the camera was held is not followed.</summary>
internal static class JpegReader
{
    public static PixelPlane Read(Stream file, string name, ImageLimits limits)
    {
        using var codec = SKCodec.Create(file) ?? throw ImageFault.At(name, "JPEG", "It is no readable JPEG.");
        var grey = codec.Info.ColorType == SKColorType.Gray8;
        limits.Check(name, codec.Info.Width, codec.Info.Height, grey ? 1 : 4);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) is not SKCodecResult.Success and var result)
            throw ImageFault.At(name, "JPEG", $"The image cannot be unpacked whole ({result}).");
        return new(info.Width, info.Height, grey ? 1 : 3, 8, Samples(bitmap, grey));
    }

    private static ushort[] Samples(SKBitmap bitmap, bool grey)
    {
        var bytes = bitmap.GetPixelSpan();
        var (stored, wanted) = grey ? (1, 1) : (4, 3);
        var samples = new ushort[bitmap.Width * bitmap.Height * wanted];
        for (var y = 0; y < bitmap.Height; y++)
        {
            var row = bytes[(y * bitmap.RowBytes)..];
            for (var i = 0; i < bitmap.Width * wanted; i++)
                samples[y * bitmap.Width * wanted + i] = row[i / wanted * stored + i % wanted];
        }

        return samples;
    }
}
