using System.Buffers.Binary;

namespace Tsumugi.Formats.Images;

/// <summary>Size and kind of samples of a PNG.</summary>
/// <param name="Depth">Bits of a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Samples">Samples of a stored pixel.</param>
internal sealed record PngHeader(int Width, int Height, int Depth, int Samples, bool IsIndexed, bool IsInterlaced)
{
    /// <summary>Of the unpacked plane: an index becomes its three colours.</summary>
    public int Channels => IsIndexed ? 3 : Samples;

    /// <summary>Bytes of a stored pixel, at least one: how far filters look back.</summary>
    public int PixelBytes => Math.Max(1, Depth * Samples / 8);

    public static PngHeader Read(ReadOnlySpan<byte> data, string name)
    {
        if (data.Length != 13)
            throw ImageFault.At(name, "IHDR", $"It has {data.Length} bytes, not 13.");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        var (depth, colour, interlace) = (data[8], data[9], data[12]);
        int[] depths = colour switch { 0 => [1, 2, 4, 8, 16], 3 => [1, 2, 4, 8], 2 or 4 or 6 => [8, 16], _ => [] };
        if (!depths.Contains(depth) || data[10] != 0 || data[11] != 0 || interlace > 1 || width > int.MaxValue || height > int.MaxValue)
            throw ImageFault.At(name, "IHDR", $"Colour type {colour} with {depth} bits, compression {data[10]}, filter {data[11]} and interlace {interlace} is no PNG.");
        return new((int)width, (int)height, depth, colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }, colour == 3, interlace == 1);
    }

    public int RowBytes(int width) => checked((int)(((long)width * Samples * Depth + 7) / 8));

    /// <summary>Puts the samples of one stored row where they belong; fewer than 8 bits are spread over 8.</summary>
    public void Write(ReadOnlySpan<byte> row, ReadOnlySpan<byte> palette, PixelPlane plane, PngPass pass, int y, string name)
    {
        var line = (pass.Top + y * pass.Down) * plane.Width;
        for (var x = 0; x < pass.Width; x++)
        {
            var to = plane.Samples.AsSpan((line + pass.Left + x * pass.Right) * Channels, Channels);
            for (var sample = 0; sample < Samples; sample++)
                to[sample] = Sample(row, x * Samples + sample);
            if (!IsIndexed)
                continue;
            var colour = to[0] * 3;
            if (colour + 3 > palette.Length)
                throw ImageFault.At(name, "IDAT", $"A pixel has the colour {to[0]}, of {palette.Length / 3}.");
            for (var channel = 0; channel < 3; channel++)
                to[channel] = palette[colour + channel];
        }
    }

    private ushort Sample(ReadOnlySpan<byte> row, int at)
    {
        if (Depth == 16)
            return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * at)..]);
        if (Depth == 8)
            return row[at];
        var (bit, most) = (at * Depth, (1 << Depth) - 1);
        var value = row[bit / 8] >> (8 - Depth - bit % 8) & most;
        return (ushort)(IsIndexed ? value : value * 255 / most);
    }
}

/// <summary>The part of an image that is stored together: all of it, or one of the seven of Adam7.</summary>
internal sealed record PngPass(int Left, int Top, int Right, int Down, int Width, int Height)
{
    private static readonly (int Left, int Top, int Right, int Down)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static IEnumerable<PngPass> Of(PngHeader header) => (header.IsInterlaced ? Adam7 : [(0, 0, 1, 1)]).Select(step => new PngPass(
        step.Left, step.Top, step.Right, step.Down,
        Math.Max(0, (header.Width - step.Left + step.Right - 1) / step.Right), Math.Max(0, (header.Height - step.Top + step.Down - 1) / step.Down)));
}
