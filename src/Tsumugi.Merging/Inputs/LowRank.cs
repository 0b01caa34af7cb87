using Tsumugi.Merging.Arithmetic;

namespace Tsumugi.Merging.Inputs;

/// <summary>s·B·A, what an adapter adds to one matrix, reckoned where it is asked for; safe for readers in parallel.</summary>
/// <param name="read">A [rank, in] and B [out, rank]; read again when the memory was wanted otherwise.</param>
/// <param name="transposed">The matrix is [in, out].</param>
internal sealed class LowRank(double scale, int rank, Func<(double[] Down, double[] Up)> read, bool transposed)
{
    private readonly Lock _reading = new();
    private readonly WeakReference<Factors> _kept = new(null!);

    /// <summary>Adds the elements from <paramref name="start"/> on.</summary>
    public void AddTo(long start, Span<double> numbers)
    {
        var (rows, columns) = Read();
        var width = columns.Length / rank;
        for (var done = 0; done < numbers.Length;)
        {
            var (row, column) = Math.DivRem(start + done, width);
            var part = numbers.Slice(done, (int)Math.Min(numbers.Length - done, width - column));
            for (var k = 0; k < rank; k++)
                Vectors.AddScaled(part, scale * rows[(row * rank) + k], columns.AsSpan((k * width) + (int)column, part.Length));
            done += part.Length;
        }
    }

    /// <returns>[rows, rank], and [rank, columns] of the matrix as the model has it.</returns>
    private Factors Read()
    {
        if (_kept.TryGetTarget(out var kept))
            return kept;
        lock (_reading)
        {
            if (_kept.TryGetTarget(out kept))
                return kept;
            var (down, up) = read();
            kept = transposed ? new(Transposed(down, rank), Transposed(up, up.Length / rank)) : new(up, down);
            _kept.SetTarget(kept);
            return kept;
        }
    }

    private static double[] Transposed(double[] matrix, int rows)
    {
        var (columns, turned) = (matrix.Length / rows, new double[matrix.Length]);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                turned[(column * rows) + row] = matrix[(row * columns) + column];
        }

        return turned;
    }

    private sealed record Factors(double[] Rows, double[] Columns);
}
