namespace Tsumugi.Merging.Methods;

/// <summary>The weighted sum, or mean where <c>normalize</c> says so ("Model soups", Wortsman et al. 2022).</summary>
internal sealed class LinearMethod : ITiledMethod
{
    public string Name => "linear";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.AsModel,
        Parameters = [MethodParameter.Weight, MethodParameter.Switch("normalize", true)],
        Check = step => step.Is("normalize") && step.Weights.Sum() == 0 ? "the weights add up to 0; change them, or set normalize to false" : null,
    };

    public TensorMerge Begin(TensorStep step) => new Merge(step);

    private sealed class Merge(TensorStep step) : TensorMerge
    {
        private readonly double[] _weights = step.Weights;
        private readonly double _divisor = step.Is("normalize") ? step.Weights.Sum() : 1;

        public override void Combine(Tile tile, Span<double> result)
        {
            for (var model = 0; model < _weights.Length; model++)
            {
                // Where weights add up to one already, dividing them before or after the sum is the same.
                var weight = step.IsCompatible ? _weights[model] : _weights[model] / _divisor;
                step.Round(tile[model]);
                if (model == 0)
                    Vectors.Scale(result, weight, tile[model]);
                else
                    Vectors.AddScaled(result, weight, tile[model]);
            }

            if (!step.IsCompatible)
                return;
            step.Round(result);
            Vectors.Scale(result, 1 / _divisor, result);
            step.Round(result);
        }
    }
}
