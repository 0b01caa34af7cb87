namespace Tsumugi.Merging.Methods;

/// <summary>As <see cref="GramMerge"/> of two vectors, for each column: the runs lie along the first dimension.</summary>
/// <remarks>Holds three sums for each element of a row, in every segment.</remarks>
internal sealed class ColumnMerge(TensorStep step, bool ofDifferences, GramRule rule) : TensorMerge
{
    private readonly int _columns = (int)(step.Count / Math.Max(1, step.Shape[0]));
    private readonly double[]?[] _sums = new double[]?[step.Segments];
    private readonly double[][] _factors = [[], []];

    public override bool Wants(int look) => look == 0;

    public override void Look(int look, Tile tile)
    {
        if (ofDifferences)
            tile.SubtractBase(2);
        var sums = _sums[tile.Segment] ??= new double[3 * _columns];
        var a = tile[0];
        var b = tile[1];
        for (var (i, column) = (0, (int)(tile.Start % _columns)); i < tile.Length; i++)
        {
            sums[3 * column] += a[i] * a[i];
            sums[(3 * column) + 1] += a[i] * b[i];
            sums[(3 * column) + 2] += b[i] * b[i];
            if (++column == _columns)
                column = 0;
        }
    }

    public override void Settle(int look)
    {
        var (gram, all) = (new Gram(2), new double[3 * _columns]);
        foreach (var sums in _sums)
        {
            if (sums is not null)
                Vectors.Add(all, sums);
        }

        (_factors[0], _factors[1]) = (new double[_columns], new double[_columns]);
        for (var column = 0; column < _columns; column++)
        {
            (gram[0, 0], gram[0, 1], gram[1, 1]) = (all[3 * column], all[(3 * column) + 1], all[(3 * column) + 2]);
            var factors = rule(gram);
            (_factors[0][column], _factors[1][column]) = (factors[0], factors[1]);
        }

        Array.Clear(_sums);
    }

    public override void Combine(Tile tile, Span<double> result)
    {
        if (ofDifferences)
            tile.SubtractBase(2);
        var a = tile[0];
        var b = tile[1];
        for (var (i, column) = (0, (int)(tile.Start % _columns)); i < result.Length; i++)
        {
            result[i] = (_factors[0][column] * a[i]) + (_factors[1][column] * b[i]);
            if (++column == _columns)
                column = 0;
        }

        if (ofDifferences)
            Vectors.Add(result, tile.Base);
    }
}
