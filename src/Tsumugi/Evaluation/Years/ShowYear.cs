using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Evaluation;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Evaluation.Years;

/// <summary>All indicators of a fiscal year or a part of it, with what was meant to be reached and what was frozen.</summary>
public sealed class ShowYear(HubDb db, CountIndicators count, HubOptions options)
{
    public async Task<IndicatorSheet> RunAsync(IndicatorFilter filter, DateTime now, CancellationToken stop)
    {
        var progress = await count.CatchUpAsync(stop);
        var frozen = (await db.Set<FrozenYear>().AsNoTracking().FirstOrDefaultAsync(row => row.Year == filter.Year.Year, stop))?.Read();
        var targets = await db.Set<IndicatorTarget>().AsNoTracking().Where(row => row.Year == filter.Year.Year).ToDictionaryAsync(row => row.Name, row => row.Value, stop);
        var values = new List<IndicatorValue>();
        foreach (var known in (await Definitions.AllAsync(db, stop)).DistinctBy(known => known.Row.Name))
            values.Add(await ValueAsync(known, filter, frozen, targets, now, stop));
        return new(filter.Year.Year, filter.Year.Name.Ja, filter.Year.Name.En, values) { FrozenAt = frozen?.FrozenAt, CountedTo = progress.To, Head = progress.Head };
    }

    /// <summary>One indicator of every year of the programme.</summary>
    public async Task<IReadOnlyList<(FiscalYear Year, IndicatorValue Value)>> SeriesAsync(KnownIndicator known, DateTime now, CancellationToken stop)
    {
        var frozen = await db.Set<FrozenYear>().AsNoTracking().ToDictionaryAsync(row => row.Year, stop);
        var targets = (await db.Set<IndicatorTarget>().AsNoTracking().Where(row => row.Name == known.Row.Name).ToListAsync(stop)).ToLookup(row => row.Year);
        var series = new List<(FiscalYear, IndicatorValue)>();
        foreach (var year in options.Programme.Years)
        {
            var value = await ValueAsync(
                known, new() { Year = year }, frozen.GetValueOrDefault(year.Year)?.Read(), targets[year.Year].ToDictionary(row => row.Name, row => row.Value), now, stop);
            series.Add((year, value));
        }

        return series;
    }

    private async Task<IndicatorValue> ValueAsync(
        KnownIndicator known, IndicatorFilter filter, FrozenDocument? frozen, Dictionary<string, long> targets, DateTime now, CancellationToken stop)
    {
        var (definition, name) = (known.Definition, known.Row.Name);
        var (counted, rows) = await count.CountAsync(known, filter, stop);

        // What is frozen is the whole and each institution; a narrower part is counted as it stands.
        var kept = filter is { Quarter: null, Project: null, Modality: null } && frozen?.Find(name, known.Row.Version) is { } one
            ? filter.Institution is { } institution ? one.Institutions.GetValueOrDefault(institution) : one.Value
            : (long?)null;

        // Before the programme began, and in years that have not begun, there is nothing that could be counted.
        var applies = rows > 0 || (filter.Year.Year >= options.Programme.First.Year && filter.Year.Start <= now);
        return new(name, definition.Title.Ja, definition.Title.En, definition.Unit.Ja, definition.Unit.En, definition.Class.ToString().ToLowerInvariant(), applies ? kept ?? counted : null)
        {
            Version = known.Row.Version,
            Later = kept is { } reported ? counted - reported : null,
            Target = filter.IsWholeYear && targets.TryGetValue(name, out var target) ? target : null,
            Forecast = applies && filter.Quarter is null && kept is null ? Forecast.Of(counted, filter.Year, now) : null,
        };
    }
}
