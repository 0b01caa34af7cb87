namespace Tsumugi.Merging.Arithmetic;

/// <summary>Solves equations with one symmetric positive definite matrix: A = L·Lᵀ.</summary>
internal sealed class Cholesky
{
    private readonly double[] _lower;
    private readonly int _size;

    /// <param name="matrix">[size, size]; becomes the factor.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public Cholesky(double[] matrix, int size, int threads)
    {
        (_lower, _size) = (matrix, size);
        for (var j = 0; j < size; j++)
        {
            var row = j;
            var pivot = At(row, row) - Vectors.Dot(Row(row, row), Row(row, row));
            if (!(pivot > 0))
                throw new ArithmeticException($"The matrix is not positive definite at {row}.");
            var root = Math.Sqrt(pivot);
            At(row, row) = root;
            if (size - row > 64)
                Parallel.For(row + 1, size, new() { MaxDegreeOfParallelism = threads }, i => Eliminate(i, row, root));
            else
                for (var i = row + 1; i < size; i++)
                    Eliminate(i, row, root);
        }
    }

    /// <summary>Solves for several right sides at once; each becomes its solution.</summary>
    /// <param name="rows">[count, size]</param>
    public void Solve(Span<double> rows)
    {
        var count = rows.Length / _size;
        for (var i = 0; i < _size; i++)
        {
            var factor = Row(i, i);
            for (var r = 0; r < count; r++)
            {
                var side = rows.Slice(r * _size, _size);
                side[i] = (side[i] - Vectors.Dot(factor, side[..i])) / At(i, i);
            }
        }

        for (var i = _size - 1; i >= 0; i--)
        {
            var factor = Row(i, i);
            for (var r = 0; r < count; r++)
            {
                var side = rows.Slice(r * _size, _size);
                side[i] /= At(i, i);
                Vectors.AddScaled(side[..i], -side[i], factor);
            }
        }
    }

    private void Eliminate(int i, int j, double root) => At(i, j) = (At(i, j) - Vectors.Dot(Row(i, j), Row(j, j))) / root;

    private ref double At(int row, int column) => ref _lower[((long)row * _size) + column];

    private ReadOnlySpan<double> Row(int row, int length) => _lower.AsSpan(row * _size, length);
}
