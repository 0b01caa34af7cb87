namespace Tsumugi.Merging.Methods;

/// <summary>Along the great circle from the base to the other model ("Animating rotation with quaternion curves", Shoemake 1985).</summary>
internal sealed class SlerpMethod : ITiledMethod
{
    /// <summary>Above this cosine the straight line is taken, as mergekit does.</summary>
    private const double NearlyParallel = 0.9995;

    public string Name => "slerp";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.Required,
        MostModels = 1,
        Parameters = [new("t", PerModel: false, null)],
    };

    public TensorMerge Begin(TensorStep step)
    {
        var t = step.Shared["t"];

        // Both ends are vectors alike: the base is read as a model, first.
        return new GramMerge(step with { Models = [.. step.Models, "base"] }, ofDifferences: false, byRow: false, gram =>
        {
            var factors = Factors(t, gram.Norm(1), gram.Norm(0), gram[0, 1]);
            return [factors.B, factors.A];
        });
    }

    private static (double A, double B) Factors(double t, double a, double b, double dot)
    {
        var cosine = a > 0 && b > 0 ? dot / (a * b) : 1;
        return Math.Abs(cosine) > NearlyParallel ? (1 - t, t) : Arc(t, Math.Acos(cosine));
    }

    /// <summary>Factors of the two ends of an arc.</summary>
    internal static (double A, double B) Arc(double t, double angle)
    {
        var sine = Math.Sin(angle);
        return (Math.Sin((1 - t) * angle) / sine, Math.Sin(t * angle) / sine);
    }
}
