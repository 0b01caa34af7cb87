namespace Tsumugi.Ui.Components.Lineage;

/// <summary>The graph with dummy boxes, so that every edge leads to the next layer.</summary>
internal sealed class ProperGraph
{
    private const double DummyWidth = 8;

    /// <summary>Real boxes first, then dummies.</summary>
    public required IReadOnlyList<LayoutBox> Boxes { get; init; }

    public required IReadOnlyList<int> Layer { get; init; }

    /// <summary>For each edge the boxes that it runs through, in the edge's own order of rows from top to bottom.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Chains { get; init; }

    public required IReadOnlyList<IReadOnlyList<int>> Above { get; init; }

    public required IReadOnlyList<IReadOnlyList<int>> Below { get; init; }

    public static ProperGraph Of(IReadOnlyList<LayoutBox> boxes, IReadOnlyList<LayoutEdge> edges, int[] layer)
    {
        var (all, layers) = (new List<LayoutBox>(boxes), new List<int>(layer));
        var chains = new List<IReadOnlyList<int>>(edges.Count);
        foreach (var edge in edges)
        {
            var chain = new List<int> { edge.Upper };
            for (var between = layer[edge.Upper] + 1; between < layer[edge.Lower]; between++)
            {
                chain.Add(all.Count);
                all.Add(new(DummyWidth, 0));
                layers.Add(between);
            }

            chain.Add(edge.Lower);
            chains.Add(chain);
        }

        var above = all.Select(_ => new List<int>()).ToArray();
        var below = all.Select(_ => new List<int>()).ToArray();
        foreach (var (upper, lower) in chains.SelectMany(chain => chain.Zip(chain.Skip(1))))
        {
            below[upper].Add(lower);
            above[lower].Add(upper);
        }

        return new() { Boxes = all, Layer = layers, Chains = chains, Above = above, Below = below };
    }
}
