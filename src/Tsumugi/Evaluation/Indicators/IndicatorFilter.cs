using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>Which part of a number is asked for.</summary>
public sealed record IndicatorFilter
{
    public required FiscalYear Year { get; init; }

    /// <summary>1 to 4; null for the whole year.</summary>
    public int? Quarter { get; init; }

    /// <summary>Institution's short name; null for all, once each.</summary>
    public string? Institution { get; init; }

    public string? Project { get; init; }

    /// <summary>Of the project that a row belongs to.</summary>
    public Modality? Modality { get; init; }

    public bool IsWholeYear => this == new IndicatorFilter { Year = Year };

    /// <summary>First and last quarter, <see cref="FiscalQuarter.Index"/>.</summary>
    public (int First, int Last) Quarters => Quarter is { } one
        ? (new FiscalQuarter(Year.Year, one).Index, new FiscalQuarter(Year.Year, one).Index)
        : (new FiscalQuarter(Year.Year, 1).Index, new FiscalQuarter(Year.Year, 4).Index);

    /// <summary>The part of an address that <see cref="Read"/> reads.</summary>
    public string Query => "?" + string.Join('&',
        new (string Name, object? Value)[] { ("year", Year.Year), ("quarter", Quarter), ("institution", Institution), ("project", Project), ("modality", Modality) }
            .Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString($"{part.Value}")}"));

    /// <summary>Reads what stands in an address; what is empty filters nothing.</summary>
    public static Outcome<IndicatorFilter> Read(int? year, int? quarter, string? institution, string? project, string? modality, DateTime now)
    {
        var named = NamedWord.TryRead<Modality>(modality, out var kind);
        return new FieldFaults()
            .Need(quarter is null or >= 1 and <= 4, "quarter", new("四半期は 1 から 4 です。", "A quarter is 1 to 4."))
            .Need(named || string.IsNullOrEmpty(modality), "modality", Words.Same(string.Join(", ", Enum.GetNames<Modality>())))
            .ToRefusal() is { } refusal
            ? refusal
            : new IndicatorFilter
            {
                Year = FiscalYear.Asked(year, now),
                Quarter = quarter,
                Institution = string.IsNullOrWhiteSpace(institution) ? null : institution.Trim(),
                Project = string.IsNullOrWhiteSpace(project) ? null : project.Trim(),
                Modality = named ? kind : null,
            };
    }

    /// <returns>The projects whose rows are counted; null when all are, also those of no project.</returns>
    public async Task<IReadOnlySet<string>?> ProjectsAsync(HubDb db, CancellationToken stop)
    {
        if (Modality is not { } modality)
            return Project is { } only ? new HashSet<string>([only]) : null;
        var projects = await db.Set<Project>().AsNoTracking().Select(row => new { row.Id, row.Modalities }).ToListAsync(stop);
        return projects.Where(row => row.Modalities.Contains(modality) && (Project is null || row.Id == Project)).Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
    }
}
