using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Evaluation;
using Tsumugi.Compute.Usage;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>A paragraph for each criterion, of nothing but what is on record.</summary>
public sealed record SheetEvidence(string Necessity, string Effectiveness, string Efficiency)
{
    public static async Task<SheetEvidence> RunAsync(HubDb db, FiscalYear year, IReadOnlyDictionary<int, IndicatorSheet> years, CancellationToken stop)
    {
        var projects = await db.Set<Project>().AsNoTracking().Where(row => row.CreatedAt < year.End).Select(row => new { row.InstitutionId, row.Layers }).ToListAsync(stop);
        var studied = projects.SelectMany(row => row.Layers).ToHashSet();
        var (from, to) = (new FiscalYear(year.Year - SheetFields.PastYears).Start, year.End);
        var usage = await db.Set<UsageRecord>().AsNoTracking().Where(row => row.EndedAt >= from && row.EndedAt < to).ToListAsync(stop);
        return new(Need(projects.Count, projects.Select(row => row.InstitutionId).Distinct().Count(), studied), Effect(year, years), Cost(usage));
    }

    private static string Need(int projects, int institutions, HashSet<Layer> studied)
    {
        if (projects == 0)
            return "プロジェクトの記録はない。";
        string Named(bool isStudied) => string.Join("、", Enum.GetValues<Layer>().Where(layer => studied.Contains(layer) == isStudied).Select(layer => LayerWords.Of(layer).Ja));
        var missing = Named(false);
        return $"{institutions:N0} 機関が {projects:N0} 件のプロジェクトを登録し、生命の階層のうち {Named(true)} を扱っている。" + (missing.Length > 0 ? $"扱うプロジェクトのない階層は {missing} である。" : "");
    }

    private static string Effect(FiscalYear year, IReadOnlyDictionary<int, IndicatorSheet> years)
    {
        var lines = new List<string>();
        foreach (var indicator in years[year.Year].Indicators)
        {
            var counted = Enumerable.Range(0, SheetFields.PastYears + 1).Select(back => year.Year - back)
                .Select(one => (Year: new FiscalYear(one), Value: years[one].Indicators.First(value => value.Name == indicator.Name)))
                .Where(one => one.Value.Value is > 0).Reverse().ToList();
            if (counted.Count > 0)
                lines.Add($"{indicator.TitleJa}は、{string.Join("、", counted.Select(one => $"{one.Year.Name.Ja}に {one.Value.Value:N0} {indicator.UnitJa}{(one.Value.Target is { } target ? $"（目標 {target:N0}）" : "")}"))}であった。");
        }

        return lines.Count == 0 ? "成果の記録はない。" : string.Join('\n', lines);
    }

    private static string Cost(List<UsageRecord> usage)
    {
        if (usage.Count == 0)
            return "計算資源の利用の記録はない。";
        var held = usage.Sum(row => row.Measure.CoreHours);
        var measured = usage.Where(row => row.Measure.CoreHoursUsed is not null).ToList();
        var share = measured.Sum(row => row.Measure.CoreHours) is > 0 and var known ? $"、うち計算に使われたのは {measured.Sum(row => row.Measure.CoreHoursUsed) / known:P0}" : "";
        return $"対象期間に {usage.Select(row => row.JobId).Distinct().Count():N0} 件のジョブが {held:N2} コア時間、{usage.Sum(row => row.Measure.GpuHours):N2} GPU 時間を確保し{share}、{usage.Sum(row => row.Credits):N2} クレジットに相当した。";
    }
}
