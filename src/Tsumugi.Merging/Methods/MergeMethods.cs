namespace Tsumugi.Merging.Methods;

/// <summary>All methods by name.</summary>
public static class MergeMethods
{
    public static IReadOnlyDictionary<string, IMergeMethod> ByName { get; } = ((IMergeMethod[])
    [
        new LinearMethod(), new PassthroughMethod(), new NearSwapMethod(),
        new SlerpMethod(), new NuSlerpMethod(), new MultiSlerpMethod(), new KarcherMethod(), new ModelStockMethod(),
        ConsensusMethod.TaskArithmetic, ConsensusMethod.Ties,
        ConsensusMethod.DareLinear, ConsensusMethod.DareTies,
        ConsensusMethod.DellaLinear, ConsensusMethod.Della,
        ConsensusMethod.Breadcrumbs, ConsensusMethod.BreadcrumbsTies,
        new SceMethod(), new ArceeFusionMethod(), RamMethod.Plain, RamMethod.Plus,
        new FisherMethod(), new RegressionMeanMethod(),
    ]).ToDictionary(method => method.Name, StringComparer.Ordinal);

    /// <summary>Parameters that some method has; a configuration may keep one that its own method does not use.</summary>
    public static IReadOnlySet<string> Parameters { get; } =
        ByName.Values.SelectMany(method => method.Traits.Parameters).Select(parameter => parameter.Name).Append("int8_mask").ToHashSet(StringComparer.Ordinal);
}
