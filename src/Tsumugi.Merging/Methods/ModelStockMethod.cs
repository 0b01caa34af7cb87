namespace Tsumugi.Merging.Methods;

/// <summary>Between the base and the models' mean, by how far the models agree ("Model Stock", Jang et al. 2024).</summary>
internal sealed class ModelStockMethod : ITiledMethod
{
    /// <summary>mergekit divides by no less, so that short differences seem to point apart.</summary>
    private const double LeastDivisor = 1e-6;

    public string Name => "model_stock";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.Required,
        LeastModels = 2,
        Parameters = [MethodParameter.Switch("filter_wise", false)],
    };

    public TensorMerge Begin(TensorStep step) => new GramMerge(step, ofDifferences: true, step.Is("filter_wise"), gram =>
    {
        var (count, sum, pairs) = (gram.Vectors, 0.0, 0);
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++, pairs++)
            {
                var lengths = Math.Max(gram.Norm(i) * gram.Norm(j), step.IsCompatible ? LeastDivisor : double.Epsilon);
                sum += Math.Clamp(gram[i, j] / lengths, -1, 1);
            }
        }

        // Differences that point away from each other would give a negative or unbounded share; the base is what they agree on.
        var cosine = sum / pairs;
        var divisor = 1 + ((count - 1) * cosine);
        var share = step.IsCompatible ? count * cosine / divisor : divisor <= 0 || cosine <= 0 ? 0 : count * cosine / divisor;
        return [.. Enumerable.Repeat(share / count, count)];
    });
}
