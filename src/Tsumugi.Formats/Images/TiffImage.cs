using BitMiracle.LibTiff.Classic;

namespace Tsumugi.Formats.Images;

/// <summary>TIFF, BigTIFF and OME-TIFF: strips or tiles, any packing that the library knows, unsigned samples of 8 or 16 bits.</summary>
internal sealed class TiffImage : IDisposable
{
    private readonly Tiff _tiff;
    private readonly string _name;
    private readonly ImageLimits _limits;
    private readonly long _fileLength;

    private TiffImage(Tiff tiff, string name, ImageLimits limits, long fileLength) => (_tiff, _name, _limits, _fileLength) = (tiff, name, limits, fileLength);

    public static ImageStack Open(Stream file, string name, ImageLimits limits)
    {
        TiffErrors.Install();
        var tiff = Guarded(name, "header", () => Tiff.ClientOpen(name, "r", file, new TiffStream())) ?? throw ImageFault.At(name, "header", "It is no readable TIFF.");
        var image = new TiffImage(tiff, name, limits, file.Length);
        try
        {
            return image.Stack();
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public void Dispose() => _tiff.Dispose();

    private ImageStack Stack()
    {
        var pages = Guarded(_name, "directories", () => _tiff.NumberOfDirectories());
        if (pages > _limits.MaxPlanes)
            throw ImageFault.At(_name, "directories", $"It has {pages} planes; at most {_limits.MaxPlanes} are read.", "Write fewer planes into a file.");
        var first = Page(0);
        var description = Guarded(_name, "ImageDescription", () => _tiff.GetField(TiffTag.IMAGEDESCRIPTION)?[0].ToString());
        var ome = OmePlanes.Parse(description, _name, pages);
        var axes = ome is null
            ? new ImageAxes(first.Width, first.Height, 1, pages, 1, first.Bits)
            : new ImageAxes(first.Width, first.Height, ome.Channels, ome.Depth, ome.Times, first.Bits);
        return new(axes, (z, channel, time) => Read(ome?.Page(z, channel, time) ?? z), this);
    }

    private TiffPage Page(int page) => Guarded(_name, $"directory {page}", () =>
    {
        if (!_tiff.SetDirectory((short)page))
            throw ImageFault.At(_name, $"directory {page}", "There is no such plane.");
        return TiffPage.Of(_tiff, _name, page, _limits);
    });

    private PixelPlane Read(int page)
    {
        var shape = Page(page);
        // Nothing that TIFF packs shrinks more than deflate, which reaches about 1,032 to 1.
        if (shape.Bytes / 1100 > _fileLength)
            throw ImageFault.At(_name, $"directory {page}", $"The plane claims {shape.Bytes} bytes, more than a file of {_fileLength} can hold.");
        return Guarded(_name, $"directory {page}", () => shape.Read(_tiff));
    }

    /// <summary>The library answers damage with many kinds of exceptions.</summary>
    private static T Guarded<T>(string name, string field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not (InvalidFileException or OutOfMemoryException))
        {
            throw ImageFault.At(name, field, $"It cannot be read ({error.Message})", cause: error);
        }
    }
}
