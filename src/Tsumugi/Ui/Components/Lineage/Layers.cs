namespace Tsumugi.Ui.Components.Lineage;

/// <summary>Which row each box stands in: one below its lowest source, and a source just above what first uses it.</summary>
internal static class Layers
{
    /// <param name="edges">Without circles.</param>
    public static int[] Assign(int count, IReadOnlyList<LayoutEdge> edges)
    {
        var (layer, open) = (new int[count], new int[count]);
        var below = edges.ToLookup(edge => edge.Upper, edge => edge.Lower);
        foreach (var edge in edges)
            open[edge.Lower]++;
        var sources = Enumerable.Range(0, count).Where(box => open[box] == 0).ToList();
        var ready = new Queue<int>(sources);
        while (ready.TryDequeue(out var box))
        {
            foreach (var next in below[box])
            {
                layer[next] = Math.Max(layer[next], layer[box] + 1);
                if (--open[next] == 0)
                    ready.Enqueue(next);
            }
        }

        foreach (var source in sources.Where(source => below[source].Any()))
            layer[source] = below[source].Min(next => layer[next]) - 1;
        return layer;
    }
}
