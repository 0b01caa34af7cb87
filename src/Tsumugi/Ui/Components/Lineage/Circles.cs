namespace Tsumugi.Ui.Components.Lineage;

/// <summary>Finds edges whose reversal leaves no circle.</summary>
internal static class Circles
{
    private enum Visit
    {
        Not,
        Open,
        Done,
    }

    public static HashSet<LayoutEdge> Closing(int count, IReadOnlyList<LayoutEdge> edges)
    {
        var below = edges.ToLookup(edge => edge.Upper);
        var (visits, closing) = (new Visit[count], new HashSet<LayoutEdge>());
        for (var start = 0; start < count; start++)
        {
            if (visits[start] == Visit.Not)
                Search(start, below, visits, closing);
        }

        return closing;
    }

    // Its own stack rather than recursion: lineages may be thousands of revisions deep.
    private static void Search(int start, ILookup<int, LayoutEdge> below, Visit[] visits, HashSet<LayoutEdge> closing)
    {
        var path = new Stack<(int Box, IEnumerator<LayoutEdge> Edges)>();
        Enter(start);
        while (path.TryPeek(out var top))
        {
            if (!top.Edges.MoveNext())
            {
                visits[top.Box] = Visit.Done;
                path.Pop();
            }
            else if (visits[top.Edges.Current.Lower] == Visit.Open)
            {
                closing.Add(top.Edges.Current);
            }
            else if (visits[top.Edges.Current.Lower] == Visit.Not)
            {
                Enter(top.Edges.Current.Lower);
            }
        }

        void Enter(int box)
        {
            visits[box] = Visit.Open;
            path.Push((box, below[box].GetEnumerator()));
        }
    }
}
