namespace Tsumugi.Merging.Searching;

/// <summary>Eigenvectors of small symmetric matrices, by Jacobi's rotations (Golub and Van Loan, section 8.5).</summary>
internal static class SymmetricMatrix
{
    private const int MostSweeps = 60;

    /// <returns>Values, and vectors as columns.</returns>
    public static (double[] Values, double[,] Vectors) Eigen(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (a, vectors) = ((double[,])matrix.Clone(), new double[n, n]);
        for (var i = 0; i < n; i++)
            vectors[i, i] = 1;
        for (var sweep = 0; sweep < MostSweeps && !IsDiagonal(a); sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                    Rotate(a, vectors, p, q);
            }
        }

        return ([.. Enumerable.Range(0, n).Select(i => a[i, i])], vectors);
    }

    public static double[] Times(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, vector.Length).Select(i => vector.Select((value, j) => matrix[i, j] * value).Sum())];

    /// <summary>C^(−1/2)·v.</summary>
    public static double[] InverseRootTimes(double[,] matrix, double[] vector)
    {
        var (values, vectors) = Eigen(matrix);
        double[] along = [.. values.Select((value, j) => Enumerable.Range(0, vector.Length).Sum(i => vectors[i, j] * vector[i]) / Math.Sqrt(Math.Max(value, 1e-30)))];
        return Times(vectors, along);
    }

    private static bool IsDiagonal(double[,] a)
    {
        var (off, on) = (0.0, 0.0);
        for (var i = 0; i < a.GetLength(0); i++)
        {
            on += a[i, i] * a[i, i];
            for (var j = 0; j < i; j++)
                off += a[i, j] * a[i, j];
        }

        return off <= 1e-30 * on;
    }

    private static void Rotate(double[,] a, double[,] vectors, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var c = 1 / Math.Sqrt((t * t) + 1);
        var s = t * c;
        for (var i = 0; i < a.GetLength(0); i++)
            (a[i, p], a[i, q]) = ((c * a[i, p]) - (s * a[i, q]), (s * a[i, p]) + (c * a[i, q]));
        for (var i = 0; i < a.GetLength(0); i++)
            (a[p, i], a[q, i]) = ((c * a[p, i]) - (s * a[q, i]), (s * a[p, i]) + (c * a[q, i]));
        for (var i = 0; i < a.GetLength(0); i++)
            (vectors[i, p], vectors[i, q]) = ((c * vectors[i, p]) - (s * vectors[i, q]), (s * vectors[i, p]) + (c * vectors[i, q]));
    }
}
