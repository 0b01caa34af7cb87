namespace Tsumugi.Formats.Images;

/// <summary>An image with its axes; planes are read when they are asked for.</summary>
public sealed class ImageStack : IDisposable
{
    private readonly Func<int, int, int, PixelPlane> _read;
    private readonly IDisposable? _file;

    internal ImageStack(ImageAxes axes, Func<int, int, int, PixelPlane> read, IDisposable? file = null) => (Axes, _read, _file) = (axes, read, file);

    public ImageAxes Axes { get; }

    /// <summary>Opens PNG, JPEG, TIFF or OME-TIFF, told by its first bytes.</summary>
    /// <param name="file">Seekable; belongs to the stack from here on.</param>
    /// <param name="name">Name in messages.</param>
    /// <exception cref="InvalidFileException">It is no such image, or too large.</exception>
    public static ImageStack Open(Stream file, string name, ImageLimits? limits = null)
    {
        try
        {
            var kind = new byte[8];
            var length = file.ReadAtLeast(kind, kind.Length, throwOnEndOfStream: false);
            file.Position = 0;
            return kind.AsSpan(0, length) switch
            {
                [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => Single(file, PngReader.Read(file, name, limits ?? ImageLimits.Default)),
                [0xFF, 0xD8, 0xFF, ..] => Single(file, JpegReader.Read(file, name, limits ?? ImageLimits.Default)),
                [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => TiffImage.Open(file, name, limits ?? ImageLimits.Default),
                _ => throw ImageFault.At(name, "first bytes", "It is none of PNG, JPEG and TIFF.", "Convert it to one of them; OME-TIFF keeps what an instrument knows.", 0),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public static ImageStack Open(string path, ImageLimits? limits = null) => Open(File.OpenRead(path), Path.GetFileName(path), limits);

    /// <summary>One plane, all from 0; a colour image has its colours as samples of one plane.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The axes do not reach so far.</exception>
    /// <exception cref="InvalidFileException">The plane is damaged.</exception>
    public PixelPlane Read(int z = 0, int channel = 0, int time = 0)
    {
        Require(z, Axes.Depth, nameof(z));
        Require(channel, Axes.Channels, nameof(channel));
        Require(time, Axes.Times, nameof(time));
        return _read(z, channel, time);
    }

    /// <summary>All channels of one place and time, side by side in one plane.</summary>
    public PixelPlane ReadChannels(int z = 0, int time = 0)
    {
        PixelPlane[] planes = [.. Enumerable.Range(0, Axes.Channels).Select(channel => Read(z, channel, time))];
        if (planes is [var only])
            return only;
        var (own, all) = (planes[0].Channels, planes.Sum(plane => plane.Channels));
        var samples = new ushort[checked(planes[0].Width * planes[0].Height * all)];
        for (var pixel = 0; pixel < planes[0].Width * planes[0].Height; pixel++)
        {
            for (var channel = 0; channel < all; channel++)
                samples[pixel * all + channel] = planes[channel / own].Samples[pixel * own + channel % own];
        }

        return planes[0] with { Channels = all, Samples = samples };
    }

    public void Dispose() => _file?.Dispose();

    private static ImageStack Single(Stream file, PixelPlane plane)
    {
        file.Dispose();
        return new(new(plane.Width, plane.Height, 1, 1, 1, plane.Bits), (_, _, _) => plane);
    }

    private static void Require(int at, int length, string axis)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(at, axis);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(at, length, axis);
    }
}

/// <summary>Lengths of an image's axes.</summary>
/// <param name="Channels">Planes for each place and time; the colours of a colour image are one.</param>
/// <param name="Depth">Planes along z; the pages of a TIFF that says nothing of its axes.</param>
public sealed record ImageAxes(int Width, int Height, int Channels, int Depth, int Times, int Bits);
