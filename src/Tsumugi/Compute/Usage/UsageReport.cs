using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Usage;

/// <summary>Adds usage up by the dimensions asked for: an institution's members see its own, operators see all.</summary>
public sealed record UsageReport(IReadOnlyList<string> By, FiscalYear? Year)
{
    private static readonly Dictionary<string, Func<UsageRecord, string>> Known = new(StringComparer.Ordinal)
    {
        ["person"] = row => row.PersonId,
        ["institution"] = row => row.InstitutionId,
        ["month"] = row => (row.EndedAt + FiscalYear.Japan).ToString("yyyy-MM", CultureInfo.InvariantCulture),
        ["fiscalYear"] = row => FiscalYear.Of(row.EndedAt).Year.ToString(CultureInfo.InvariantCulture),
        ["site"] = row => row.SiteId,
        ["hardware"] = row => row.Measure.Gpus == 0 ? "cpu" : row.Measure.GpuModel ?? "gpu",
        ["job"] = row => row.JobId,
    };

    public static IReadOnlyList<string> Dimensions { get; } = [.. Known.Keys];

    /// <param name="by">Names between commas; <c>institution</c> when empty.</param>
    public static Outcome<UsageReport> Asked(string? by, int? year, DateTime now)
    {
        var names = (string.IsNullOrWhiteSpace(by) ? "institution" : by).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        var unknown = names.Where(name => !Known.ContainsKey(name)).ToList();
        return unknown.Count == 0
            ? new UsageReport(names, year is null ? null : FiscalYear.Asked(year, now))
            : Refusal.Invalid(
                "unknown-dimension",
                new($"集計の単位「{string.Join("、", unknown)}」はありません。", $"There is no dimension '{string.Join(", ", unknown)}'."),
                new($"使えるもの：{string.Join("、", Dimensions)}。", $"Available: {string.Join(", ", Dimensions)}."));
    }

    public async Task<Outcome<List<UsageRow>>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var own = caller.Memberships.Keys.ToList();
        var rows = db.Set<UsageRecord>().AsNoTracking().Where(row => caller.IsOperator || own.Contains(row.InstitutionId));
        if (Year is { } year)
        {
            var (start, end) = (year.Start, year.End);
            rows = rows.Where(row => row.EndedAt >= start && row.EndedAt < end);
        }

        var groups = new SortedDictionary<string, Sum>(StringComparer.Ordinal);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(stop))
        {
            var values = By.Select(name => Known[name](row)).ToList();
            var key = string.Join('\n', values);
            if (!groups.TryGetValue(key, out var sum))
                groups[key] = sum = new(values);
            sum.Add(row);
        }

        return groups.Values.Select(sum => sum.ToRow(By)).ToList();
    }

    public static Words Title(string dimension) => dimension switch
    {
        "person" => new("利用者", "Person"),
        "institution" => new("研究機関", "Institution"),
        "month" => new("月", "Month"),
        "fiscalYear" => new("年度", "Fiscal year"),
        "site" => new("計算拠点", "Site"),
        "hardware" => new("計算資源", "Hardware"),
        "job" => new("ジョブ", "Job"),
        _ => Words.Same(dimension),
    };

    private sealed class Sum(IReadOnlyList<string> values)
    {
        private int _runs;
        private double _coreHours, _requested, _gpuHours, _wait, _used;
        private bool _usedKnown;
        private decimal _credits;

        public void Add(UsageRecord row)
        {
            var measure = row.Measure;
            _runs++;
            _coreHours += measure.CoreHours;
            _requested += measure.RequestedCoreHours;
            _gpuHours += measure.GpuHours;
            _wait += measure.WaitHours;
            _credits += row.Credits;
            if (measure.CoreHoursUsed is not { } used)
                return;
            _used += used;
            _usedKnown = true;
        }

        public UsageRow ToRow(IReadOnlyList<string> by) => new(
            by.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second),
            _runs, _coreHours, _usedKnown ? _used : null, _requested, _gpuHours, _wait / _runs, _credits);
    }
}
