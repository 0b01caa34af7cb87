using System.Runtime.Intrinsics;
using Tsumugi.Merging.Methods.Sparsifying;

namespace Tsumugi.Merging.Methods;

/// <summary>Adds thinned-out differences to the base.</summary>
internal sealed class ConsensusMerge(TensorStep step, IReadOnlyList<Sparsifier> sparsifiers, bool hasConsensus) : TensorMerge
{
    private const double NoWeight = 1e-8;

    private readonly double[] _weights = step.Weights;
    private readonly double _scale = step.Shared["lambda"];
    private readonly bool _normalizes = step.Is("normalize");
    private readonly int _looks = sparsifiers.Max(sparsifier => sparsifier.Looks);
    private bool _begun;

    public override bool WholeRows => sparsifiers.Any(sparsifier => sparsifier.WholeRows);

    public override bool Wants(int look)
    {
        if (look < _looks)
            return true;
        if (!_begun)
        {
            foreach (var sparsifier in sparsifiers)
                sparsifier.Begin();
        }

        _begun = true;
        return false;
    }

    public override void Look(int look, Tile tile)
    {
        Differences(tile);
        for (var model = 0; model < sparsifiers.Count; model++)
        {
            if (look < sparsifiers[model].Looks)
                sparsifiers[model].Look(look, tile, tile[model]);
        }
    }

    public override void Settle(int look)
    {
        foreach (var sparsifier in sparsifiers.Where(one => look < one.Looks))
            sparsifier.Settle(look);
    }

    public override void Combine(Tile tile, Span<double> result)
    {
        Differences(tile);
        for (var model = 0; model < sparsifiers.Count; model++)
        {
            sparsifiers[model].Apply(tile, tile[model]);
            step.Round(tile[model]);
            Vectors.Scale(tile[model], _weights[model], tile[model]);
            step.Round(tile[model]);
        }

        if (hasConsensus)
            AddAgreeing(tile, result);
        else
            AddAll(tile, result);
        step.Round(result);
        if (_scale != 1)
            Vectors.Scale(result, _scale, result);
        Vectors.Add(result, tile.Base);
        step.Round(result);
    }

    private void Differences(Tile tile)
    {
        if (step.IsCompatible)
        {
            step.Round(tile.Base);
            for (var model = 0; model < sparsifiers.Count; model++)
                step.Round(tile[model]);
        }

        tile.SubtractBase(sparsifiers.Count);
        for (var model = 0; model < sparsifiers.Count; model++)
            step.Round(tile[model]);
    }

    private void AddAll(Tile tile, Span<double> result)
    {
        tile[0].CopyTo(result);
        for (var model = 1; model < sparsifiers.Count; model++)
            Vectors.Add(result, tile[model]);
        var divisor = _weights.Sum();
        if (_normalizes && Math.Abs(divisor) >= NoWeight)
            Vectors.Scale(result, 1 / divisor, result);
    }

    private void AddAgreeing(Tile tile, Span<double> result)
    {
        var count = sparsifiers.Count;
        result.Clear();
        for (var model = 0; model < count; model++)
            Vectors.Add(result, tile[model]);

        // Elements of one model lie far from those of the next; a chunk of all of them stays near the processor.
        Span<double> sums = stackalloc double[Vectors.Chunk / 8], divisors = stackalloc double[Vectors.Chunk / 8];
        for (var start = 0; start < result.Length; start += sums.Length)
        {
            var signs = result.Slice(start, Math.Min(sums.Length, result.Length - start));
            sums.Clear();
            divisors.Clear();
            for (var model = 0; model < count; model++)
                AddWithSign(tile[model].Slice(start, signs.Length), signs, _weights[model], sums, divisors);
            for (var i = 0; i < signs.Length; i++)
                signs[i] = _normalizes && divisors[i] != 0 ? sums[i] / divisors[i] : sums[i];
        }
    }

    /// <summary>A sum of zero counts as positive; a difference of zero agrees with nothing.</summary>
    private static void AddWithSign(ReadOnlySpan<double> weighted, ReadOnlySpan<double> signs, double weight, Span<double> sums, Span<double> divisors)
    {
        var (i, weights) = (0, Vector256.Create(weight));
        for (; i + 4 <= weighted.Length; i += 4)
        {
            var (own, sign) = (Vector256.Create(weighted.Slice(i, 4)), Vector256.Create(signs.Slice(i, 4)));
            var positive = Vector256.GreaterThanOrEqual(sign, Vector256<double>.Zero);
            var agrees = Vector256.ConditionalSelect(positive, Vector256.GreaterThan(own, Vector256<double>.Zero), Vector256.LessThan(own, Vector256<double>.Zero));
            (Vector256.Create<double>(sums.Slice(i, 4)) + (own & agrees)).CopyTo(sums[i..]);
            (Vector256.Create<double>(divisors.Slice(i, 4)) + (weights & agrees)).CopyTo(divisors[i..]);
        }

        for (; i < weighted.Length; i++)
        {
            var agrees = signs[i] >= 0 ? weighted[i] > 0 : weighted[i] < 0;
            sums[i] += agrees ? weighted[i] : 0;
            divisors[i] += agrees ? weight : 0;
        }
    }
}
