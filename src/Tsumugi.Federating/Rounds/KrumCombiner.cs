namespace Tsumugi.Federating.Rounds;

/// <summary>Keeps the updates nearest to the others and averages them: Krum keeps one, multi-Krum several (Blanchard et al. 2017).</summary>
/// <remarks>An update's score is the sum of its squared distances to the n − f − 2 others nearest to it; the lowest scores are kept, and of equal ones
/// the first by site. Up to f of n ≥ 2f + 3 sites may send anything.</remarks>
public sealed class KrumCombiner(int byzantine, int kept) : ICombiner
{
    private readonly MeanCombiner _mean = new(byExamples: false);

    public IReadOnlyList<IUpdate> Choose(IReadOnlyList<IUpdate> updates, long length, int threads)
    {
        var scores = Scores(Distances(updates, length, threads), byzantine);
        return [.. updates.Index().OrderBy(row => scores[row.Index]).ThenBy(row => row.Index).Take(kept).OrderBy(row => row.Index).Select(row => row.Item)];
    }

    public void Combine(IReadOnlyList<ArraySegment<float>> rows, IReadOnlyList<double> weights, Span<double> combined) => _mean.Combine(rows, weights, combined);

    internal static double[] Scores(double[,] squared, int byzantine)
    {
        var sites = squared.GetLength(0);
        return [.. Enumerable.Range(0, sites).Select(i => Enumerable.Range(0, sites).Where(j => j != i).Select(j => squared[i, j]).Order().Take(sites - byzantine - 2).Sum())];
    }

    /// <returns>Squared Euclidean distances between all pairs, in float64.</returns>
    private static double[,] Distances(IReadOnlyList<IUpdate> updates, long length, int threads)
    {
        var sites = updates.Count;
        var parts = new double[(length + Blocks.Size - 1) / Blocks.Size][];
        Blocks.Each(length, threads, (block, start, count) =>
        {
            List<float[]> rows = [.. updates.Select(update => Blocks.Read(update, start, count))];
            var sums = parts[block] = new double[sites * sites];
            for (var a = 0; a < sites; a++)
            {
                for (var b = a + 1; b < sites; b++)
                    sums[a * sites + b] = Squared(rows[a], rows[b]);
            }
        });
        var distances = new double[sites, sites];
        foreach (var part in parts)
        {
            for (var a = 0; a < sites; a++)
            {
                for (var b = a + 1; b < sites; b++)
                    distances[b, a] = distances[a, b] += part[a * sites + b];
            }
        }

        return distances;
    }

    private static double Squared(float[] one, float[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
        {
            var difference = (double)one[i] - other[i];
            sum += difference * difference;
        }

        return sum;
    }
}
