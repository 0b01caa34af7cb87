namespace Tsumugi.Merging.Methods.Sparsifying;

/// <summary>Enlarges what another one keeps, so that the sum of magnitudes is as before: mergekit's way to rescale.</summary>
internal sealed class KeepNorm(int segments, Sparsifier inner) : Sparsifier
{
    private const double Least = 1e-7;

    private readonly double[] _before = new double[segments];
    private readonly double[] _after = new double[segments];
    private double _factor = 1;

    public override bool WholeRows => inner.WholeRows;

    public override int Looks => inner.Looks + 1;

    public override void Look(int look, Tile tile, ReadOnlySpan<double> differences)
    {
        if (look < inner.Looks)
        {
            inner.Look(look, tile, differences);
            return;
        }

        _before[tile.Segment] += Vectors.SumOfMagnitudes(differences);
        var kept = tile.Result.AsSpan(0, differences.Length);
        differences.CopyTo(kept);
        inner.Apply(tile, kept);
        _after[tile.Segment] += Vectors.SumOfMagnitudes(kept);
    }

    public override void Settle(int look)
    {
        if (look < inner.Looks)
        {
            inner.Settle(look);
            if (look == inner.Looks - 1)
                inner.Begin();
            return;
        }

        var (before, after) = (_before.Sum(), _after.Sum());
        _factor = before < Least || after < Least ? 1 : before / after;
    }

    public override void Begin() => inner.Begin();

    public override void Apply(Tile tile, Span<double> differences)
    {
        inner.Apply(tile, differences);
        Vectors.Scale(differences, _factor, differences);
    }
}
