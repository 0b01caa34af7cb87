namespace Tsumugi.Formats.Images;

/// <summary>One plane of an image: unsigned samples of 8 or 16 bits.</summary>
/// <param name="Channels">1 for grey, 3 for RGB, 2 and 4 with alpha, or as many as an instrument has.</param>
/// <param name="Bits">8 or 16: what the largest sample means.</param>
/// <param name="Samples">[height, width, channels], row-major.</param>
public sealed record PixelPlane(int Width, int Height, int Channels, int Bits, ushort[] Samples)
{
    /// <summary>The largest value that a sample can have.</summary>
    public int White => (1 << Bits) - 1;

    /// <summary>A rectangle of the plane.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is empty or reaches beyond the plane.</exception>
    public PixelPlane Crop(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)left + width, Width, nameof(width));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)top + height, Height, nameof(height));
        var cropped = new ushort[width * height * Channels];
        for (var row = 0; row < height; row++)
            Samples.AsSpan(((top + row) * Width + left) * Channels, width * Channels).CopyTo(cropped.AsSpan(row * width * Channels));
        return this with { Width = width, Height = height, Samples = cropped };
    }

    /// <summary>The plane in another size: each new pixel is the mean over what it covers, or lies between its neighbours where it covers less than one.</summary>
    public PixelPlane Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if ((width, height) == (Width, Height))
            return this;
        var (columns, rows) = (Weights(Width, width), Weights(Height, height));
        var resized = new ushort[checked(width * height * Channels)];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var channel = 0; channel < Channels; channel++)
                    resized[(y * width + x) * Channels + channel] = (ushort)Math.Round(Mean(rows[y], columns[x], channel));
            }
        }

        return this with { Width = width, Height = height, Samples = resized };
    }

    private double Mean((int First, double[] Weights) rows, (int First, double[] Weights) columns, int channel)
    {
        var sum = 0.0;
        for (var row = 0; row < rows.Weights.Length; row++)
        {
            for (var column = 0; column < columns.Weights.Length; column++)
                sum += rows.Weights[row] * columns.Weights[column] * Samples[((rows.First + row) * Width + columns.First + column) * Channels + channel];
        }

        return sum;
    }

    /// <summary>For each new position the old ones that it is made of: a triangle as wide as the step, at least one pixel.</summary>
    private static (int First, double[] Weights)[] Weights(int old, int wanted)
    {
        var step = (double)old / wanted;
        var reach = Math.Max(1, step);
        return [.. Enumerable.Range(0, wanted).Select(at =>
        {
            var centre = (at + 0.5) * step - 0.5;
            var first = Math.Max(0, (int)Math.Ceiling(centre - reach + 1e-9));
            var last = Math.Min(old - 1, (int)Math.Floor(centre + reach - 1e-9));
            double[] weights = [.. Enumerable.Range(first, last - first + 1).Select(place => 1 - Math.Abs(place - centre) / reach)];
            var sum = weights.Sum();
            return (first, weights.Select(weight => weight / sum).ToArray());
        })];
    }
}
