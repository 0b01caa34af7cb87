namespace Tsumugi.Merging.Methods;

/// <summary>The matrix whose outputs are nearest to all models' on their own activations ("Dataless knowledge fusion by merging weights of
/// language models", Jin et al. 2022): (Σ wᵢ Wᵢ Gᵢ) (Σ wᵢ Gᵢ)⁻¹.</summary>
/// <remarks>Each model's <c>gram.safetensors</c> has, under the name of a matrix [out, in], the inner products of its inputs [in, in]; other
/// tensors get the mean by weight. Elements beside the diagonal are multiplied by <c>alpha</c>. Memory: in² numbers for each model.</remarks>
internal sealed class RegressionMeanMethod : ITiledMethod
{
    public string Name => "regression_mean";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.AsModel,
        Parameters =
        [
            MethodParameter.Weight with { Default = 1 },
            new("alpha", PerModel: false, 0.9, 0, 1),
            new("ridge", PerModel: false, 1e-8, Least: double.Epsilon),
        ],
        Statistics = "gram.safetensors",
        Check = step => step.Weights.Any(weight => weight < 0) || step.Weights.Sum() == 0 ? "weights are not negative and not all zero" : null,
    };

    public TensorMerge Begin(TensorStep step) => new Merge(step);

    private sealed class Merge : TensorMerge
    {
        private readonly int _size;
        private readonly double[][] _grams;
        private readonly Cholesky _sum;

        public Merge(TensorStep step)
        {
            _size = step.RowLength;
            _grams = [.. step.Models.Select((_, i) => Soften(step.Statistics!(i), step.Weights[i], step.Shared["alpha"]))];
            var ridge = step.Shared["ridge"] * _grams.Sum(gram => Enumerable.Range(0, _size).Sum(i => gram[Diagonal(i)])) / _size;
            if (!(ridge > 0))
                throw new UnmergeableTensorException(step.Name, "its inner products of activations are zero");
            var sum = new double[_grams[0].Length];
            foreach (var gram in _grams)
            {
                // Inputs that no activation ever reached get the mean of the models.
                for (var i = 0; i < _size; i++)
                    gram[Diagonal(i)] += ridge;
                Vectors.Add(sum, gram);
            }

            try
            {
                _sum = new(sum, _size, Environment.ProcessorCount);
            }
            catch (ArithmeticException error)
            {
                throw new UnmergeableTensorException(step.Name, $"its inner products of activations are none ({error.Message.TrimEnd('.')})");
            }
        }

        public override bool WholeRows => true;

        public override void Combine(Tile tile, Span<double> result)
        {
            result.Clear();
            for (var model = 0; model < _grams.Length; model++)
            {
                for (var k = 0; k < _size; k++)
                {
                    var inner = _grams[model].AsSpan(k * _size, _size);
                    for (var start = 0; start < result.Length; start += _size)
                        Vectors.AddScaled(result.Slice(start, _size), tile[model][start + k], inner);
                }
            }

            _sum.Solve(result);
        }

        private int Diagonal(int i) => (i * _size) + i;

        private double[] Soften(double[] gram, double weight, double alpha)
        {
            for (var i = 0; i < gram.Length; i++)
                gram[i] *= i / _size == i % _size ? weight : weight * alpha;
            return gram;
        }
    }
}
