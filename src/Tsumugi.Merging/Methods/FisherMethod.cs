namespace Tsumugi.Merging.Methods;

/// <summary>The mean weighted, element by element, by squared gradients ("Merging models with Fisher-weighted averaging", Matena and Raffel 2021).</summary>
/// <remarks>Each model's <c>fisher.safetensors</c> has a tensor of the same name and shape; where none has one, the plain mean by weight is taken.</remarks>
internal sealed class FisherMethod : ITiledMethod
{
    public string Name => "fisher";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.AsModel,
        Parameters = [MethodParameter.Weight with { Default = 1 }, new("fisher_floor", PerModel: false, 1e-6, Least: double.Epsilon)],
        Statistics = "fisher.safetensors",
        Check = step => step.Weights.Any(weight => weight < 0) || step.Weights.Sum() == 0 ? "weights are not negative and not all zero" : null,
    };

    public TensorMerge Begin(TensorStep step) => new Merge(step);

    private sealed class Merge(TensorStep step) : TensorMerge
    {
        private readonly double[] _weights = step.Weights;
        private readonly double _least = step.Shared["fisher_floor"];

        public override void Combine(Tile tile, Span<double> result)
        {
            // Sources: the models, then their squared gradients.
            var models = _weights.Length;
            for (var i = 0; i < result.Length; i++)
            {
                var (sum, divisor) = (0.0, 0.0);
                for (var model = 0; model < models; model++)
                {
                    var weight = _weights[model] * Math.Max(tile[models + model][i], _least);
                    (sum, divisor) = (sum + (weight * tile[model][i]), divisor + weight);
                }

                result[i] = sum / divisor;
            }
        }
    }
}
