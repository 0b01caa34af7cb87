namespace Tsumugi.Merging.Methods;

/// <summary>The Riemannian mean of the models' directions (Karcher 1977), times the mean of their lengths.</summary>
internal sealed class KarcherMethod : ITiledMethod
{
    public string Name => "karcher";

    public MethodTraits Traits { get; } = new()
    {
        Base = BaseUse.AsModel,
        Parameters = [new("max_iter", PerModel: false, 10, 1, 10_000) { IsWhole = true }, new("tol", PerModel: false, 1e-5, Least: double.Epsilon)],
    };

    public TensorMerge Begin(TensorStep step)
    {
        var (most, least) = ((int)step.Shared["max_iter"], step.Shared["tol"]);

        // mergekit leaves out short vectors as well, and so makes zeros of a tensor whose numbers are small.
        var shortest = step.IsCompatible ? least : 0;
        return new GramMerge(step, ofDifferences: false, byRow: false, gram => gram.Vectors == 1 ? [1] : Factors(gram, most, least, shortest));
    }

    private static double[] Factors(Gram gram, int most, double least, double shortest)
    {
        var count = gram.Vectors;
        List<int> valid = [.. Enumerable.Range(0, count).Where(i => gram.Norm(i) > shortest)];
        if (valid.Count == 0)
            return new double[count];
        var share = 1.0 / valid.Count;
        var mean = new double[count];
        foreach (var i in valid)
            mean[i] = share / gram.Norm(i);
        if (Math.Sqrt(Math.Max(0, gram.Inner(mean, mean))) < least)
        {
            Array.Clear(mean);
            mean[valid[0]] = 1 / gram.Norm(valid[0]);
        }

        Normalize(gram, mean);
        for (var round = 0; round < most && Step(gram, mean, valid, share, least); round++)
        {
        }

        var scale = Enumerable.Range(0, count).Sum(gram.Norm) / count;
        return [.. mean.Select(factor => factor * scale)];
    }

    /// <returns>False where the mean is reached.</returns>
    private static bool Step(Gram gram, double[] mean, List<int> valid, double share, double least)
    {
        var tangent = new double[mean.Length];
        foreach (var i in valid)
        {
            var direction = new double[mean.Length];
            direction[i] = 1 / gram.Norm(i);
            var cosine = Math.Clamp(gram.Inner(direction, mean), -1, 1);
            var angle = Math.Acos(cosine);
            if (angle < least || Math.Sin(angle) == 0)
                continue;
            var factor = share * angle / Math.Sin(angle);
            tangent[i] += factor * direction[i];
            for (var j = 0; j < mean.Length; j++)
                tangent[j] -= factor * cosine * mean[j];
        }

        var length = Math.Sqrt(Math.Max(0, gram.Inner(tangent, tangent)));
        if (length < least)
            return false;
        for (var j = 0; j < mean.Length; j++)
            mean[j] = (Math.Cos(length) * mean[j]) + (Math.Sin(length) / length * tangent[j]);
        Normalize(gram, mean);
        return true;
    }

    private static void Normalize(Gram gram, double[] mean)
    {
        var length = Math.Sqrt(gram.Inner(mean, mean));
        for (var i = 0; i < mean.Length && length > 0; i++)
            mean[i] /= length;
    }
}
