namespace Tsumugi.Merging.Methods;

/// <summary>Takes the other model's element where it is near the base's: weight t / |a - b|, at most 1.</summary>
/// <remarks>Source: alchemonaut's card of QuartetAnemoi-70B-t0.0001.</remarks>
internal sealed class NearSwapMethod : ITiledMethod
{
    public string Name => "nearswap";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.Required,
        MostModels = 1,
        Parameters = [new("t", PerModel: false, null, Least: double.Epsilon)],
    };

    public TensorMerge Begin(TensorStep step) => new Merge(step.Shared["t"]);

    private sealed class Merge(double t) : TensorMerge
    {
        public override void Combine(Tile tile, Span<double> result)
        {
            var origin = tile.Base;
            var other = tile[0];
            for (var i = 0; i < result.Length; i++)
            {
                var distance = Math.Abs(origin[i] - other[i]);
                var weight = distance <= t ? 1 : t / distance;
                result[i] = (weight * other[i]) + ((1 - weight) * origin[i]);
            }
        }
    }
}
