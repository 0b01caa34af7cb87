namespace Tsumugi.Merging.Methods;

/// <summary>Select, calculate, erase ("FuseChat", Wan et al. 2024): elements on which the models differ most, models weighted by the energy of
/// their differences, differences against the common sign left out.</summary>
internal sealed class SceMethod : ITiledMethod
{
    public string Name => "sce";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.Required,
        Parameters = [new("select_topk", PerModel: false, 1, 0, 1), MethodParameter.Switch("int8_mask", false)],
    };

    public TensorMerge Begin(TensorStep step) => new SceMerge(step);
}
