namespace Tsumugi.Merging.Methods;

/// <summary>Weighted mean on the sphere by one step in the tangent space at the straight mean (Goddard, "Multi-SLERP").</summary>
internal sealed class MultiSlerpMethod : ITiledMethod
{
    public string Name => "multislerp";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.Optional,
        Parameters = [MethodParameter.Weight, MethodParameter.Switch("normalize_weights", true), new("eps", PerModel: false, 1e-8, Least: 0)],
        Check = step => step.Is("normalize_weights") && step.Weights.Sum() == 0 ? "the weights add up to 0; change them, or set normalize_weights to false" : null,
    };

    public TensorMerge Begin(TensorStep step)
    {
        var weights = step.Weights;
        if (step.Is("normalize_weights"))
            weights = [.. weights.Select(weight => weight / weights.Sum())];
        var least = step.Shared["eps"];
        return new GramMerge(step, step.HasBase, byRow: false, gram => gram.Vectors == 1 ? [1] : Factors(step.Name, gram, weights, least));
    }

    private static double[] Factors(string tensor, Gram gram, double[] weights, double least)
    {
        var count = gram.Vectors;

        // Everything below is a sum of the vectors, kept as its factors; unit[i] is the factor that makes vector i one of unit length.
        double[] unit = [.. Enumerable.Range(0, count).Select(i => 1 / (gram.Norm(i) + least))];
        double[] mean = [.. Enumerable.Range(0, count).Select(i => weights[i] * unit[i])];
        var length = Math.Sqrt(Math.Max(0, gram.Inner(mean, mean)));
        if (!(length >= least) || length == 0)
        {
            if (count == 2 || Enumerable.Range(0, count).All(i => gram[i, i] == 0))
                return weights;
            throw new UnmergeableTensorException(tensor, "the weighted sum of the models' directions is zero; change the weights");
        }

        mean = [.. mean.Select(factor => factor / length)];
        var tangent = new double[count];
        for (var i = 0; i < count; i++)
        {
            var direction = new double[count];
            direction[i] = unit[i];
            var along = gram.Inner(direction, mean);
            tangent[i] += weights[i] * unit[i];
            for (var j = 0; j < count; j++)
                tangent[j] -= weights[i] * along * mean[j];
        }

        var step = Math.Sqrt(Math.Max(0, gram.Inner(tangent, tangent))) + least;
        var scale = Enumerable.Range(0, count).Sum(i => weights[i] * gram.Norm(i));
        var turn = step == 0 ? 1 : Math.Sin(step) / step;
        return [.. Enumerable.Range(0, count).Select(i => scale * ((mean[i] * Math.Cos(step)) + (tangent[i] * turn)))];
    }
}
