namespace Tsumugi.Merging.Methods;

/// <summary>Takes a model's difference where it matters: |difference| times how far the row's softmax moved, from a threshold on.</summary>
/// <remarks>The threshold is the median plus 1.5 times the distance of the quartiles, of all elements; mergekit draws a million of them.</remarks>
internal sealed class ArceeFusionMethod : ITiledMethod
{
    public string Name => "arcee_fusion";

    public MethodTraits Traits { get; } = new() { Base = BaseUse.Required, MostModels = 1 };

    public TensorMerge Begin(TensorStep step) => new Merge(step);

    private sealed class Merge(TensorStep step) : TensorMerge
    {
        private const double Least = 1e-8;

        private readonly RankSelector _ranks = new(step.Segments, [.. ((double[])[0.25, 0.5, 0.75]).Select(share => step.Count - 1 - (long)(share * (step.Count - 1)))]);
        private double _threshold;

        public override bool WholeRows => true;

        public override bool Wants(int look) => look < RankSelector.Looks;

        public override void Look(int look, Tile tile) => _ranks.Look(look, tile.Segment, Importance(tile));

        public override void Settle(int look)
        {
            _ranks.Settle(look);
            if (look == RankSelector.Looks - 1)
                _threshold = Quantile(1) + (1.5 * (Quantile(2) - Quantile(0)));
        }

        public override void Combine(Tile tile, Span<double> result)
        {
            Importance(tile).CopyTo(result);
            var origin = tile.Base;
            var other = tile[0];
            for (var i = 0; i < result.Length; i++)
                result[i] = (float)result[i] >= _threshold ? other[i] : origin[i];
        }

        private double Quantile(int place) => BitConverter.UInt32BitsToSingle(_ranks.KeyAt(place)!.Value);

        private Span<double> Importance(Tile tile)
        {
            var importance = tile.Result.AsSpan(0, tile.Length);
            var length = step.RowLength;
            for (var start = 0; start < tile.Length; start += length)
            {
                var origin = tile.Base.Slice(start, length);
                var other = tile[0].Slice(start, length);
                var moved = Divergence(other, origin);
                for (var i = 0; i < length; i++)
                    importance[start + i] = Math.Abs(other[i] - origin[i]) * moved;
            }

            return importance;
        }

        /// <summary>Kullback–Leibler, of softmax with mergekit's small addend, so that no probability is zero.</summary>
        private static double Divergence(ReadOnlySpan<double> other, ReadOnlySpan<double> origin)
        {
            var (p, q, sum) = (new Softmax(other), new Softmax(origin), 0.0);
            for (var i = 0; i < other.Length; i++)
            {
                var (a, b) = (p.Of(other[i]) + Least, q.Of(origin[i]) + Least);
                sum += a * Math.Log(a / b);
            }

            // The addend may push it below zero.
            return Math.Max(0, sum);
        }
    }

    private readonly struct Softmax
    {
        private readonly double _largest;
        private readonly double _sum;

        public Softmax(ReadOnlySpan<double> numbers)
        {
            _largest = double.NegativeInfinity;
            foreach (var number in numbers)
                _largest = Math.Max(_largest, number);
            foreach (var number in numbers)
                _sum += Math.Exp(number - _largest);
        }

        public double Of(double number) => Math.Exp(number - _largest) / _sum;
    }
}
