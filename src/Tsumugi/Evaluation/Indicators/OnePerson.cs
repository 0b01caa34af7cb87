using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Merging;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>Which records of people are those of one human being, as the thread said it at a time: they count once.</summary>
/// <param name="Records">Numbers of the thread's records that say so.</param>
internal sealed record OnePerson(IReadOnlyDictionary<string, string> Standing, IReadOnlyCollection<long> Records)
{
    /// <param name="until">The last record of the thread that is heard.</param>
    public static async Task<OnePerson> LoadAsync(HubDb db, long until, CancellationToken stop)
    {
        var gone = (await db.Set<PersonMerge>().Select(row => row.GoneId).Distinct().ToListAsync(stop)).ConvertAll(id => NodeRef.Of("person", id).ToString());
        if (gone.Count == 0)
            return new(new Dictionary<string, string>(), []);
        var said = await db.Set<EventRow>().AsNoTracking()
            .Where(row => gone.Contains(row.Subject) && (row.Kind == "person.merged" || row.Kind == "person.unmerged") && row.Seq <= until)
            .OrderBy(row => row.Seq).Select(row => new { row.Seq, row.Kind, row.Subject, row.Ties }).ToListAsync(stop);
        var into = new Dictionary<string, (string Kept, long Record)>(StringComparer.Ordinal);
        foreach (var row in said)
        {
            if (row.Kind == "person.unmerged")
                into.Remove(row.Subject);
            else if (ThreadText.TryReadTies(row.Ties, out var ties) && Array.Find(ties, tie => tie[0] == row.Subject && tie[1] == Relations.MergedInto) is { } tie)
                into[row.Subject] = (tie[2], row.Seq);
        }

        return new(into.Keys.ToDictionary(node => node, node => Follow(into, node)), [.. into.Values.Select(one => one.Record)]);
    }

    public string Of(string node) => Standing.GetValueOrDefault(node, node);

    /// <summary>How many too many are counted when every record of a person counts for itself.</summary>
    public int Excess(IReadOnlyCollection<string> counted) => counted.Count - counted.Select(Of).Distinct(StringComparer.Ordinal).Count();

    /// <returns>Number of its text → node, for every record of a person that has to do with a merge.</returns>
    public async Task<IReadOnlyDictionary<int, string>> NumbersAsync(HubDb db, CancellationToken stop)
    {
        if (Standing.Count == 0)
            return new Dictionary<int, string>();
        var nodes = Standing.Keys.Concat(Standing.Values).Distinct(StringComparer.Ordinal).ToList();
        return await db.Set<IndicatorText>().AsNoTracking().Where(row => nodes.Contains(row.Text)).ToDictionaryAsync(row => row.Id, row => row.Text, stop);
    }

    private static string Follow(Dictionary<string, (string Kept, long Record)> into, string node)
    {
        while (into.TryGetValue(node, out var next))
            node = next.Kept;
        return node;
    }
}
