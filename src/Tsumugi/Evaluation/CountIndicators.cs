using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Evaluation;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Evaluation;

/// <summary>All indicators of one fiscal year.</summary>
public sealed class CountIndicators(HubDb db, IEnumerable<IIndicator> indicators)
{
    public IReadOnlyList<IIndicator> All { get; } = [.. indicators];

    public IIndicator? Find(string name) => All.FirstOrDefault(indicator => indicator.Name == name);

    /// <summary>The same for the outside: an unknown name lists the known ones.</summary>
    public Outcome<IIndicator> Named(string name) => Find(name) is { } found ? Outcome.Of(found) : Refusal.NotFound(
        new($"指標「{name}」はありません。", $"There is no indicator '{name}'."),
        Words.Same(string.Join(", ", All.Select(known => known.Name))));

    public async Task<IndicatorSheet> RunAsync(FiscalYear year, CancellationToken stop)
    {
        var values = new List<IndicatorValue>();
        foreach (var indicator in All)
        {
            values.Add(new(
                indicator.Name, indicator.Title.Ja, indicator.Title.En, indicator.Unit.Ja, indicator.Unit.En, indicator.Class,
                await CountAsync(indicator, year, stop)));
        }

        return new(year.Year, year.Name.Ja, year.Name.En, values);
    }

    public Task<int> CountAsync(IIndicator indicator, FiscalYear year, CancellationToken stop) =>
        indicator.Evidence(db, year).Select(line => new { line.Counted, line.Times }).Distinct().SumAsync(row => row.Times, stop);
}
