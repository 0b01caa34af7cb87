namespace Tsumugi.Merging.Methods;

/// <summary>Spherical interpolation of two models, or of their differences from a base, by weights; of whole tensors, rows or columns.</summary>
internal sealed class NuSlerpMethod : ITiledMethod
{
    private const double NoAngle = 1e-8, NoWeight = 1e-6;

    /// <summary>mergekit takes no vector for shorter, so that short differences seem to stand at right angles.</summary>
    private const double LeastLength = 1e-7;

    public string Name => "nuslerp";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.Optional,
        LeastModels = 2,
        MostModels = 2,
        Parameters = [MethodParameter.Weight, MethodParameter.Switch("nuslerp_flatten", true), MethodParameter.Switch("nuslerp_row_wise", false)],
    };

    public TensorMerge Begin(TensorStep step)
    {
        var (first, second) = (step.Weights[0], step.Weights[1]);
        var t = Math.Abs(first + second) < NoWeight ? 0.5 : second / (first + second);
        double[] Rule(Gram gram)
        {
            var least = step.IsCompatible ? LeastLength : 0;
            var lengths = Math.Max(gram.Norm(0), least) * Math.Max(gram.Norm(1), least);
            if (lengths == 0)
                return [1 - t, t];
            var angle = Math.Acos(Math.Clamp(gram[0, 1] / lengths, -1, 1));
            if (Math.Abs(Math.Sin(angle)) < NoAngle)
                return [1 - t, t];
            var (a, b) = SlerpMethod.Arc(t, angle);
            return [a, b];
        }

        var flat = step.Is("nuslerp_flatten") || step.Shape.Count < 2;
        return !flat && step.Is("nuslerp_row_wise")
            ? new ColumnMerge(step, step.HasBase, Rule)
            : new GramMerge(step, step.HasBase, byRow: !flat, Rule);
    }
}
