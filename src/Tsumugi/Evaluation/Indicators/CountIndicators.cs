using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Evaluation.Indicators;

/// <param name="Value">The number.</param>
/// <param name="Rows">Rows behind it.</param>
public readonly record struct IndicatorCount(long Value, long Rows);

/// <summary>Numbers, from the rows that were counted.</summary>
public sealed class CountIndicators(HubDb db, CountThread thread)
{
    /// <summary>Takes in what has happened since; to be called before numbers are read.</summary>
    public Task<CountProgress> CatchUpAsync(CancellationToken stop) => thread.StepAsync(db, stop);

    public async Task<IndicatorCount> CountAsync(KnownIndicator indicator, IndicatorFilter filter, CancellationToken stop)
    {
        if (await PartAsync(filter, stop) is not { } part)
            return default;
        var total = await Of<IndicatorSum>(indicator, part).GroupBy(_ => 1).Select(all => new { Rows = all.Sum(row => row.Rows), Times = all.Sum(row => row.Times) }).SingleOrDefaultAsync(stop);
        if (total is null || indicator.Definition.Formula.Sums)
            return new(total?.Times ?? 0, total?.Rows ?? 0);
        return new(await DistinctAsync(Of<IndicatorRow>(indicator, part), long.MaxValue, stop), total.Rows);
    }

    /// <returns>Institution's short name (empty for none) → the number. Who is counted for several stands in each.</returns>
    public async Task<IReadOnlyList<(string Institution, long Value)>> ByInstitutionAsync(KnownIndicator indicator, IndicatorFilter filter, CancellationToken stop)
    {
        if (await PartAsync(filter with { Institution = null }, stop) is not { } part)
            return [];
        var numbers = indicator.Definition.Formula.Sums
            ? await Of<IndicatorSum>(indicator, part).GroupBy(row => row.Institution).Select(group => new { group.Key, Value = group.Sum(row => row.Times) }).ToListAsync(stop)
            : await Of<IndicatorRow>(indicator, part).GroupBy(row => row.Institution).Select(group => new { group.Key, Value = (long)group.Select(row => row.Counted).Distinct().Count() }).ToListAsync(stop);
        var texts = await TextsAsync([.. numbers.Select(one => one.Key)], stop);
        var excess = indicator.Definition.Formula.Sums ? [] : await ExcessAsync(Of<IndicatorRow>(indicator, part), long.MaxValue, row => row.Institution, stop);
        return [.. numbers.Select(one => (texts.GetValueOrDefault(one.Key, ""), one.Value - excess.GetValueOrDefault(one.Key))).OrderByDescending(one => one.Item2).ThenBy(one => one.Item1, StringComparer.Ordinal)];
    }

    /// <summary>The number as it was when the thread ended at a record: what a frozen year holds, computed again.</summary>
    public async Task<long> CountAsOfAsync(KnownIndicator indicator, FiscalYear year, long record, CancellationToken stop)
    {
        var rows = (await RowsAsync(indicator, new() { Year = year }, stop))!.Where(row => row.Record <= record);
        return indicator.Definition.Formula.Sums
            ? await rows.SumAsync(row => (long)row.Times, stop)
            : await DistinctAsync(rows, record, stop);
    }

    private async Task<long> DistinctAsync(IQueryable<IndicatorRow> rows, long until, CancellationToken stop) =>
        await rows.Select(row => row.Counted).Distinct().CountAsync(stop) - (await ExcessAsync(rows, until, _ => 0, stop)).GetValueOrDefault(0);

    /// <returns>Group → how many people too many its distinct rows count, for somebody who had several records counts once; groups without are left out.</returns>
    private async Task<Dictionary<int, int>> ExcessAsync(IQueryable<IndicatorRow> rows, long until, Func<IndicatorRow, int> group, CancellationToken stop)
    {
        var one = await OnePerson.LoadAsync(db, until, stop);
        var known = await one.NumbersAsync(db, stop);
        if (known.Count == 0)
            return [];
        var numbers = known.Keys.ToList();
        var found = await rows.Where(row => numbers.Contains(row.Counted)).ToListAsync(stop);
        return found.GroupBy(group).ToDictionary(part => part.Key, part => one.Excess([.. part.Select(row => row.Counted).Distinct().Select(number => known[number])]));
    }

    /// <returns>Null when the filter names what no row was ever counted for.</returns>
    internal async Task<IQueryable<IndicatorRow>?> RowsAsync(KnownIndicator indicator, IndicatorFilter filter, CancellationToken stop) =>
        await PartAsync(filter, stop) is { } part ? Of<IndicatorRow>(indicator, part) : null;

    private IQueryable<T> Of<T>(KnownIndicator indicator, Part part)
        where T : class, IOfPart
    {
        var (id, (first, last)) = (indicator.Row.Id, part.Quarters);
        var rows = db.Set<T>().AsNoTracking().Where(row => row.Definition == id && row.Quarter >= first && row.Quarter <= last);
        if (part.Institution is { } institution)
            rows = rows.Where(row => row.Institution == institution);
        return part.Projects is { } projects ? rows.Where(row => projects.Contains(row.Project)) : rows;
    }

    /// <summary>A filter with the numbers of what it names.</summary>
    private sealed record Part((int First, int Last) Quarters, int? Institution, IReadOnlyList<int>? Projects);

    private async Task<Part?> PartAsync(IndicatorFilter filter, CancellationToken stop)
    {
        int? institution = null;
        if (filter.Institution is { } name && (institution = await NumberAsync(name, stop)) is null)
            return null;
        if (await filter.ProjectsAsync(db, stop) is not { } projects)
            return new(filter.Quarters, institution, null);
        var numbers = await db.Set<IndicatorText>().Where(row => projects.Contains(row.Text)).Select(row => row.Id).ToListAsync(stop);
        return numbers.Count == 0 ? null : new(filter.Quarters, institution, numbers);
    }

    private Task<int?> NumberAsync(string text, CancellationToken stop) =>
        db.Set<IndicatorText>().Where(row => row.Text == text).Select(row => (int?)row.Id).FirstOrDefaultAsync(stop);

    private Task<Dictionary<int, string>> TextsAsync(List<int> numbers, CancellationToken stop) =>
        db.Set<IndicatorText>().Where(row => numbers.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Text, stop);
}
