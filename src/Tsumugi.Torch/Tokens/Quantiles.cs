namespace Tsumugi.Torch.Tokens;

/// <summary>Quantiles with linear interpolation between neighbours, and the bins between them.</summary>
internal static class Quantiles
{
    /// <returns>Evenly spaced quantiles from the least value to the greatest: [count], ascending.</returns>
    public static double[] Of(IReadOnlyList<float> values, int count)
    {
        float[] sorted = [.. values];
        Array.Sort(sorted);
        var edges = new double[count];
        for (var i = 0; i < count; i++)
        {
            var place = (double)i / (count - 1) * (sorted.Length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, sorted.Length - 1);
            edges[i] = sorted[below] + (place - below) * (sorted[above] - (double)sorted[below]);
        }

        return edges;
    }

    /// <returns>How many edges are not above the value, from 0 to the number of edges.</returns>
    public static int Bin(ReadOnlySpan<double> edges, double value)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = edges[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
