using BitMiracle.LibTiff.Classic;

namespace Tsumugi.Formats.Images;

/// <summary>What the library would print becomes an exception; its warnings (unknown tags of vendors) are passed over.</summary>
internal sealed class TiffErrors : TiffErrorHandler
{
    private static readonly TiffErrors Only = new();

    public static void Install() => Tiff.SetErrorHandler(Only);

    public override void ErrorHandler(Tiff tif, string method, string format, params object[] args) =>
        throw new InvalidDataException(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args));

    public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
    {
    }
}
