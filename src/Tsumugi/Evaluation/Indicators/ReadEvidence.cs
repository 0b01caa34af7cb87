using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>Where a list of rows goes on: after this record, in the order of quarters and then of records.</summary>
public readonly record struct EvidencePlace(int Quarter, long Record)
{
    public static EvidencePlace Beginning => default;

    public override string ToString() => $"{Quarter}-{Record}";

    /// <returns>The beginning when the text is none that this made.</returns>
    public static EvidencePlace Read(string? text) =>
        text?.Split('-') is [var quarter, var record] && int.TryParse(quarter, out var index) && long.TryParse(record, out var seq) ? new(index, seq) : Beginning;
}

/// <param name="Next">Where the next page begins; null when there is none.</param>
/// <param name="Records">Numbers of all records of the thread that the rows were read from.</param>
public sealed record EvidencePage(IReadOnlyList<CountedRow> Rows, EvidencePlace? Next, IReadOnlyCollection<long> Records)
{
    public static EvidencePage Empty { get; } = new([], null, []);
}

/// <summary>The rows behind a number, as the thread says them: read from its records again, by the formula.</summary>
public sealed class ReadEvidence(HubDb db, CountIndicators count, VisibleLineage visible)
{
    private const int PageOfAll = 1_000;

    /// <param name="most">Records on a page.</param>
    public async Task<EvidencePage> PageAsync(Caller caller, KnownIndicator indicator, IndicatorFilter filter, EvidencePlace after, int most, CancellationToken stop)
    {
        if (await count.RowsAsync(indicator, filter, stop) is not { } rows)
            return EvidencePage.Empty;
        var places = await PlacesAsync(rows, after, most + 1, stop);
        var shown = places.Take(most).Distinct().ToList();
        var seqs = shown.ConvertAll(place => place.Record);
        var records = await db.Set<EventRow>().AsNoTracking().Where(row => seqs.Contains(row.Seq)).ToDictionaryAsync(row => row.Seq, stop);
        var one = await OnePerson.LoadAsync(db, long.MaxValue, stop);
        var (found, followed) = Rows(indicator.Definition.Formula, shown.Select(place => records[place.Record]), await filter.ProjectsAsync(db, stop), filter, one);
        return new(await MaskAsync(caller, found, stop), places.Count > most ? new(shown[^1].Quarter, shown[^1].Record) : null, [.. seqs.Concat(followed).Concat(one.Records).Order()]);
    }

    /// <summary>Two questions, each answered from an index at the place where it begins, however far down the list that is.</summary>
    private static async Task<List<EvidencePlace>> PlacesAsync(IQueryable<IndicatorRow> rows, EvidencePlace after, int most, CancellationToken stop)
    {
        var (quarter, record) = (after.Quarter, after.Record);
        Task<List<EvidencePlace>> Next(IQueryable<IndicatorRow> part, int count) =>
            part.OrderBy(row => row.Quarter).ThenBy(row => row.Record).Take(count).Select(row => new EvidencePlace(row.Quarter, row.Record)).ToListAsync(stop);
        var places = await Next(rows.Where(row => row.Quarter == quarter && row.Record > record), most);
        if (places.Count < most)
            places.AddRange(await Next(rows.Where(row => row.Quarter > quarter), most - places.Count));
        return places;
    }

    /// <summary>All of them, one page in memory at a time.</summary>
    public async IAsyncEnumerable<EvidencePage> AllAsync(Caller caller, KnownIndicator indicator, IndicatorFilter filter, [EnumeratorCancellation] CancellationToken stop)
    {
        EvidencePlace? place = EvidencePlace.Beginning;
        while (place is { } here)
        {
            var page = await PageAsync(caller, indicator, filter, here, PageOfAll, stop);
            yield return page;
            place = page.Next;
        }
    }

    private (List<CountedRow> Rows, HashSet<long> Followed) Rows(IndicatorFormula formula, IEnumerable<EventRow> records, IReadOnlySet<string>? projects, IndicatorFilter filter, OnePerson one)
    {
        db.Database.OpenConnection();
        try
        {
            var rows = new List<CountedRow>();
            using var steps = new ThreadSteps(db.Database.GetDbConnection(), null, long.MaxValue);
            foreach (var record in records)
            {
                steps.Stand(record);
                rows.AddRange(CountedRow.Of(formula, record, steps)
                    .Where(row => (filter.Institution is null || row.Institution == filter.Institution) && (projects is null || (row.Project is { } project && projects.Contains(project))))
                    .Select(row => row with { Counted = one.Of(row.Counted) })
                    .DistinctBy(row => row.Counted));
            }

            return (rows, steps.Followed);
        }
        finally
        {
            db.Database.CloseConnection();
        }
    }

    /// <summary>That something private is counted is shown, its name is not.</summary>
    private async Task<IReadOnlyList<CountedRow>> MaskAsync(Caller caller, List<CountedRow> rows, CancellationToken stop)
    {
        var hidden = await visible.HiddenAsync(caller, rows.SelectMany(row => (string[])[row.Counted, row.Because]).Distinct(StringComparer.Ordinal).Select(NodeRef.Parse), stop);
        string Shown(string node) => hidden.TryGetValue(NodeRef.Parse(node), out var mask) ? mask.ToString() : node;
        return hidden.Count == 0 ? rows : rows.ConvertAll(row => row with { Counted = Shown(row.Counted), Because = Shown(row.Because) });
    }
}
