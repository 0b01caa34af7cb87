namespace Tsumugi.Ui.Components;

/// <summary>Which page numbers a pager shows: the ends, the current one and its neighbours.</summary>
public static class PageNumbers
{
    /// <returns>Numbers in order; null where some are left out.</returns>
    public static IEnumerable<int?> Shown(int current, int count)
    {
        var before = 0;
        foreach (var page in new SortedSet<int> { 1, current - 1, current, current + 1, count }.Where(page => page >= 1 && page <= count))
        {
            if (page == before + 2)
                yield return page - 1;
            else if (page > before + 2)
                yield return null;
            yield return before = page;
        }
    }
}
