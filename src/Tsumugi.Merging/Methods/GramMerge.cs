namespace Tsumugi.Merging.Methods;

/// <summary>The factor of each vector in the result, from all their inner products.</summary>
internal delegate double[] GramRule(Gram gram);

/// <summary>Methods whose result is a weighted sum of the vectors with weights that lengths and angles decide: one look for the inner
/// products of the whole tensor, or none where each row has its own.</summary>
/// <remarks>Nothing but inner products is needed, however a method iterates: whatever it reaches stays a sum of the vectors.</remarks>
/// <param name="ofDifferences">The vectors are the models' differences from the base, and the base is added to the result.</param>
internal sealed class GramMerge(TensorStep step, bool ofDifferences, bool byRow, GramRule rule) : TensorMerge
{
    private readonly Gram?[] _found = new Gram?[step.Segments];
    private double[] _factors = [];

    public override bool WholeRows => byRow;

    public override bool Wants(int look) => look == 0 && !byRow;

    public override void Look(int look, Tile tile)
    {
        if (ofDifferences)
            tile.SubtractBase(step.Models.Count);
        (_found[tile.Segment] ??= new(step.Models.Count)).Add(Measure(tile, 0, tile.Length));
    }

    public override void Settle(int look)
    {
        var sum = new Gram(step.Models.Count);
        foreach (var found in _found)
        {
            if (found is not null)
                sum.Add(found);
        }

        _factors = rule(sum);
    }

    public override void Combine(Tile tile, Span<double> result)
    {
        if (ofDifferences)
            tile.SubtractBase(step.Models.Count);
        var run = byRow ? step.RowLength : tile.Length;
        for (var start = 0; start < tile.Length; start += run)
        {
            var factors = byRow ? rule(Measure(tile, start, run)) : _factors;
            var target = result.Slice(start, run);
            Vectors.Scale(target, factors[0], tile[0].Slice(start, run));
            for (var model = 1; model < factors.Length; model++)
                Vectors.AddScaled(target, factors[model], tile[model].Slice(start, run));
            if (ofDifferences)
                Vectors.Add(target, tile.Base.Slice(start, run));
        }
    }

    private Gram Measure(Tile tile, int start, int length)
    {
        var gram = new Gram(step.Models.Count);
        for (var i = 0; i < gram.Vectors; i++)
        {
            for (var j = i; j < gram.Vectors; j++)
                gram[i, j] = Vectors.Dot(tile[i].Slice(start, length), tile[j].Slice(start, length));
        }

        return gram;
    }
}
