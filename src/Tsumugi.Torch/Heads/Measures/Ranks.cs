namespace Tsumugi.Torch.Heads.Measures;

/// <summary>Measures that look at order alone. Equal values share the mean of their ranks.</summary>
public static class Ranks
{
    /// <returns>Rank correlation, −1 to 1; NaN where either side does not vary.</returns>
    public static double Spearman(IReadOnlyList<float> predicted, IReadOnlyList<float> measured) => Pearson(Of(predicted), Of(measured));

    /// <param name="scores">The higher, the likelier.</param>
    /// <param name="labels">1 or 0.</param>
    /// <returns>Probability that a positive stands above a negative (Mann and Whitney 1947); NaN where either is absent.</returns>
    public static double RocAuc(IReadOnlyList<float> scores, IReadOnlyList<float> labels)
    {
        var (ranks, sum, positives) = (Of(scores), 0.0, 0L);
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] > 0.5f)
                (sum, positives) = (sum + ranks[i], positives + 1);
        }

        var negatives = labels.Count - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (sum - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }

    /// <returns>From 1, in the order of the values.</returns>
    public static double[] Of(IReadOnlyList<float> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(index => values[index])];
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]].Equals(values[order[start]]))
                end++;
            for (var i = start; i < end; i++)
                ranks[order[i]] = (start + end + 1) / 2.0;
            start = end;
        }

        return ranks;
    }

    private static double Pearson(double[] x, double[] y)
    {
        if (x.Length == 0)
            return double.NaN;
        var (meanX, meanY, xy, xx, yy) = (x.Average(), y.Average(), 0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            (xy, xx, yy) = (xy + dx * dy, xx + dx * dx, yy + dy * dy);
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : double.NaN;
    }
}
