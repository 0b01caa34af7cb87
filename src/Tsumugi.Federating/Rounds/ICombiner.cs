namespace Tsumugi.Federating.Rounds;

/// <summary>Makes one update of those of all sites.</summary>
public interface ICombiner
{
    /// <summary>Which updates go in; asked once, before any block.</summary>
    /// <param name="updates">In the ordinal order of their sites.</param>
    /// <returns>Those that <see cref="Combine"/> is given, in that order.</returns>
    IReadOnlyList<IUpdate> Choose(IReadOnlyList<IUpdate> updates, long length, int threads) => updates;

    /// <param name="rows">The same block of each chosen update.</param>
    /// <param name="weights">Of each row; positive.</param>
    void Combine(IReadOnlyList<ArraySegment<float>> rows, IReadOnlyList<double> weights, Span<double> combined);
}

/// <summary>Σ wᵢ·Δᵢ / Σ wᵢ by examples (McMahan et al. 2017), or all alike.</summary>
public sealed class MeanCombiner(bool byExamples) : ICombiner
{
    public void Combine(IReadOnlyList<ArraySegment<float>> rows, IReadOnlyList<double> weights, Span<double> combined)
    {
        var total = 0.0;
        combined.Clear();
        for (var site = 0; site < rows.Count; site++)
        {
            var (row, weight) = (rows[site], byExamples ? weights[site] : 1);
            total += weight;
            Sums.Add(combined, row, weight);
        }

        for (var i = 0; i < combined.Length; i++)
            combined[i] /= total;
    }
}

/// <summary>The mean of each coordinate without its k smallest and k largest values (Yin et al. 2018); without all but the middle it is the median.</summary>
/// <param name="cut">From the number of sites to k.</param>
public sealed class TrimmedCombiner(Func<int, int> cut) : ICombiner
{
    public static TrimmedCombiner Median { get; } = new(sites => (sites - 1) / 2);

    public static TrimmedCombiner Share(double share) => new(sites => (int)(share * sites));

    public void Combine(IReadOnlyList<ArraySegment<float>> rows, IReadOnlyList<double> weights, Span<double> combined)
    {
        var (values, k) = (new float[rows.Count], cut(rows.Count));
        for (var i = 0; i < combined.Length; i++)
        {
            for (var site = 0; site < values.Length; site++)
                values[site] = rows[site][i];
            Array.Sort(values);
            var sum = 0.0;
            for (var at = k; at < values.Length - k; at++)
                sum += values[at];
            combined[i] = sum / (values.Length - 2 * k);
        }
    }
}
