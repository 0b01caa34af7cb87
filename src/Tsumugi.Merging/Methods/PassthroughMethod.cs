namespace Tsumugi.Merging.Methods;

/// <summary>One model's tensor as it is, or times <c>scale</c>: what slices of several models are stacked with.</summary>
internal sealed class PassthroughMethod : ITiledMethod
{
    public string Name => "passthrough";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.AsModel,
        MostModels = 1,
        Parameters = [new("scale", PerModel: true, 1)],
    };

    public TensorMerge Begin(TensorStep step) => new Merge(step.Of[0]["scale"]);

    private sealed class Merge(double scale) : TensorMerge
    {
        public override void Combine(Tile tile, Span<double> result)
        {
            if (scale == 1)
                tile[0].CopyTo(result);
            else
                Vectors.Scale(result, scale, tile[0]);
        }
    }
}
