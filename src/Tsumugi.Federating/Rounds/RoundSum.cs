namespace Tsumugi.Federating.Rounds;

/// <summary>The arithmetic of one round: the same updates give the same bits, in whatever order they came and on any number of threads.</summary>
public static class RoundSum
{
    /// <param name="model">The round's model; moved in place.</param>
    /// <param name="memory">The server step's rows, each as long as the model; changed in place.</param>
    /// <param name="updates">At least one, of different sites, in any order.</param>
    /// <returns>The sites whose updates went in.</returns>
    public static IReadOnlyList<string> Run(RoundMethod method, float[] model, IReadOnlyList<double[]> memory, IEnumerable<IUpdate> updates, int threads)
    {
        var chosen = method.Combiner.Choose([.. updates.OrderBy(update => update.Site, StringComparer.Ordinal)], model.Length, threads);
        List<double> weights = [.. chosen.Select(update => update.Weight)];
        Blocks.Each(model.Length, threads, (_, start, count) =>
        {
            var combined = new double[count];
            Blocks.WithRows(chosen, start, count, rows => method.Combiner.Combine(rows, weights, combined));
            Move(method.Server, model, memory, combined, start);
        });
        return [.. chosen.Select(update => update.Site)];
    }

    /// <summary>The same from a mean that was taken elsewhere, as under masks.</summary>
    public static void Run(RoundMethod method, float[] model, IReadOnlyList<double[]> memory, double[] mean, int threads) =>
        Blocks.Each(model.Length, threads, (_, start, count) => Move(method.Server, model, memory, mean.AsSpan((int)start, count), start));

    /// <summary>The memory before the first round.</summary>
    public static IReadOnlyList<double[]> Begin(RoundMethod method, int length) => [.. method.Server.Beginning.Select(value =>
    {
        var row = new double[length];
        Array.Fill(row, value);
        return row;
    })];

    /// <summary>The server's control variate of SCAFFOLD: c ← c + Σ Δcᵢ / N (Karimireddy et al. 2020, algorithm 1).</summary>
    /// <param name="sites">N: all sites of the training, not those of the round alone.</param>
    public static void Control(double[] control, IEnumerable<IUpdate> changes, int sites, int threads)
    {
        List<IUpdate> ordered = [.. changes.OrderBy(change => change.Site, StringComparer.Ordinal)];
        Blocks.Each(control.Length, threads, (_, start, count) =>
        {
            var row = new float[count];
            var sum = new double[count];
            foreach (var change in ordered)
            {
                change.Read(start, row);
                Sums.Add(sum, row, 1);
            }

            for (var i = 0; i < count; i++)
                control[start + i] += sum[i] / sites;
        });
    }

    private static void Move(IServerStep server, float[] model, IReadOnlyList<double[]> memory, ReadOnlySpan<double> combined, long start)
    {
        var step = new double[combined.Length];
        server.Step(combined, [.. memory.Select(row => row.AsMemory((int)start, step.Length))], step);
        for (var i = 0; i < step.Length; i++)
            model[start + i] = (float)(model[start + i] + step[i]);
    }
}
