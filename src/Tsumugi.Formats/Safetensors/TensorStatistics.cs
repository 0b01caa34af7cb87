namespace Tsumugi.Formats.Safetensors;

/// <summary>The numbers of one tensor in brief.</summary>
/// <param name="Counted">Elements that were read; fewer than the tensor has when it is sampled.</param>
/// <param name="NotNumbers">NaN.</param>
/// <param name="Infinite">Either infinity.</param>
/// <param name="Minimum">Of finite elements; null when there is none.</param>
/// <param name="Deviation">Standard deviation over all finite elements read.</param>
/// <param name="Histogram">Finite elements in bins of equal width from minimum to maximum; empty when there is none.</param>
public sealed record TensorStatistics(
    long Counted, long NotNumbers, long Infinite, long Zeros, double? Minimum, double? Maximum, double? Mean, double? Deviation, IReadOnlyList<long> Histogram)
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Reads the tensor twice, block by block; a tensor above the limit is sampled by blocks that lie evenly in it.</summary>
    /// <param name="mostBytes">Bytes read in each of the two passes.</param>
    /// <exception cref="NotSupportedException">Elements of this type are no single numbers.</exception>
    /// <exception cref="EndOfStreamException">The file is shorter than its header says.</exception>
    public static TensorStatistics Of(Stream file, long dataStart, TensorInfo tensor, long mostBytes, int bins, CancellationToken ct)
    {
        NumberDecoder.Check(tensor.Type);
        var size = tensor.Type.Size();
        var count = (tensor.ByteLength + BlockBytes - 1) / BlockBytes;
        var taken = Math.Min(count, Math.Max(1, mostBytes / BlockBytes));
        var (bytes, numbers) = (new byte[BlockBytes], new double[BlockBytes / size]);
        IEnumerable<int> Blocks()
        {
            for (var i = 0L; i < taken; i++)
            {
                ct.ThrowIfCancellationRequested();
                var start = (long)((Int128)i * count / taken) * BlockBytes;
                var length = (int)Math.Min(BlockBytes, tensor.ByteLength - start);
                file.Position = dataStart + tensor.Start + start;
                file.ReadExactly(bytes, 0, length);
                NumberDecoder.Decode(tensor.Type, bytes.AsSpan(0, length), numbers);
                yield return length / size;
            }
        }

        var tally = new Tally();
        foreach (var length in Blocks())
            tally.Add(numbers.AsSpan(0, length));
        if (tally.Finite == 0)
            return new(tally.Counted, tally.NotNumbers, tally.Infinite, 0, null, null, null, null, []);
        var histogram = new long[bins];
        var scale = bins / (tally.Maximum - tally.Minimum);
        foreach (var length in Blocks())
        {
            foreach (var number in numbers.AsSpan(0, length))
            {
                // All elements alike, or a width beyond the largest number: one bin takes what it can.
                if (double.IsFinite(number))
                    histogram[double.IsFinite(scale) ? Math.Clamp((int)((number - tally.Minimum) * scale), 0, bins - 1) : 0]++;
            }
        }

        return new(
            tally.Counted, tally.NotNumbers, tally.Infinite, tally.Zeros, tally.Minimum, tally.Maximum, tally.Mean,
            Math.Sqrt(tally.Squares / tally.Finite), histogram);
    }

    /// <summary>Running mean and squared deviations after Welford: no loss when the mean is far from zero.</summary>
    private sealed class Tally
    {
        public long Counted { get; private set; }

        public long NotNumbers { get; private set; }

        public long Infinite { get; private set; }

        public long Zeros { get; private set; }

        public long Finite { get; private set; }

        public double Minimum { get; private set; } = double.PositiveInfinity;

        public double Maximum { get; private set; } = double.NegativeInfinity;

        public double Mean { get; private set; }

        public double Squares { get; private set; }

        public void Add(ReadOnlySpan<double> numbers)
        {
            Counted += numbers.Length;
            foreach (var number in numbers)
            {
                if (double.IsNaN(number))
                {
                    NotNumbers++;
                    continue;
                }

                if (double.IsInfinity(number))
                {
                    Infinite++;
                    continue;
                }

                if (number == 0)
                    Zeros++;
                (Minimum, Maximum) = (Math.Min(Minimum, number), Math.Max(Maximum, number));
                var difference = number - Mean;
                Mean += difference / ++Finite;
                Squares += difference * (number - Mean);
            }
        }
    }
}
