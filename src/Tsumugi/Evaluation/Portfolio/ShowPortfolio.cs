using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Ledger;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects;

namespace Tsumugi.Evaluation.Portfolio;

/// <summary>Which projects are asked for.</summary>
public sealed record PortfolioFilter(Layer? Layer, Modality? Modality, string? Institution, int Page)
{
    public bool Takes(Project project) =>
        (Layer is not { } layer || project.Layers.Contains(layer)) && (Modality is not { } modality || project.Modalities.Contains(modality))
        && (string.IsNullOrEmpty(Institution) || project.InstitutionId == Institution);
}

/// <param name="Awarded">Credits; null where the project has no allocation, which is not 0.</param>
/// <param name="Spent">Credits.</param>
/// <param name="Models">Made or improved in its name.</param>
/// <param name="UseCases">Made with its models.</param>
/// <param name="LastSign">When something was last run in its name; its beginning where nothing was.</param>
public sealed record PortfolioLine(Project Project, decimal? Awarded, decimal? Spent, long Models, long UseCases, DateTime LastSign);

/// <summary>The state of the whole: every project, by layer of life and by what is measured.</summary>
/// <param name="Cells">Ongoing projects of a layer and a modality.</param>
/// <param name="EmptyLayers">Layers that no ongoing project studies.</param>
public sealed record PortfolioState(
    IReadOnlyList<PortfolioLine> Lines, int Total, int Ongoing, IReadOnlyDictionary<(Layer Layer, Modality Modality), int> Cells, IReadOnlyList<Layer> EmptyLayers, IReadOnlyList<Overlap> Overlaps);

/// <summary>Reads the portfolio from projects, ledger, indicators and jobs.</summary>
public sealed class ShowPortfolio(HubDb db, CountIndicators count)
{
    public const int PageSize = 50;

    public async Task<PortfolioState> RunAsync(PortfolioFilter filter, CancellationToken stop)
    {
        await count.CatchUpAsync(stop);
        var projects = await db.Set<Project>().AsNoTracking().OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(stop);
        var ongoing = projects.Where(project => project.ClosedAt is null).ToList();
        var cells = ongoing.SelectMany(project => project.Layers.SelectMany(layer => project.Modalities.Select(modality => (layer, modality)))).CountBy(cell => cell).ToDictionary();
        var studied = ongoing.SelectMany(project => project.Layers).ToHashSet();
        var asked = projects.Where(filter.Takes).ToList();
        var shown = asked.Skip((Math.Max(1, filter.Page) - 1) * PageSize).Take(PageSize).ToList();
        return new(
            await LinesAsync(shown, stop), asked.Count, ongoing.Count, cells,
            [.. Enum.GetValues<Layer>().Where(layer => !studied.Contains(layer))], Overlap.Among(ongoing.Where(filter.Takes)));
    }

    private async Task<IReadOnlyList<PortfolioLine>> LinesAsync(List<Project> projects, CancellationToken stop)
    {
        var ids = projects.ConvertAll(project => project.Id);
        var credits = (await db.Set<Allocation>().Where(row => row.ProjectId != null && ids.Contains(row.ProjectId))
            .Join(db.Set<Balance>(), row => row.Id, balance => balance.AllocationId, (row, balance) => new { row.ProjectId, Awarded = balance.Available + balance.Reserved + balance.Spent, balance.Spent })
            .ToListAsync(stop)).ToLookup(row => row.ProjectId!);
        var lastJobs = await db.Set<Job>().Where(row => row.ProjectId != null && ids.Contains(row.ProjectId)).GroupBy(row => row.ProjectId!)
            .Select(group => new { group.Key, At = group.Max(row => row.CreatedAt) }).ToDictionaryAsync(row => row.Key, row => row.At, stop);
        var models = await ByProjectAsync("modelsPublished", ids, stop);
        var useCases = await ByProjectAsync("modelUseCases", ids, stop);
        return
        [
            .. projects.Select(project => new PortfolioLine(
                project,
                credits.Contains(project.Id) ? MicroCredits.ToCredits(credits[project.Id].Sum(row => row.Awarded)) : null,
                credits.Contains(project.Id) ? MicroCredits.ToCredits(credits[project.Id].Sum(row => row.Spent)) : null,
                models.GetValueOrDefault(project.Id), useCases.GetValueOrDefault(project.Id), lastJobs.GetValueOrDefault(project.Id, project.CreatedAt))),
        ];
    }

    private async Task<Dictionary<string, long>> ByProjectAsync(string indicator, List<string> projects, CancellationToken stop)
    {
        var known = await Definitions.FindAsync(db, indicator, null, stop);
        if (known.Refused)
            return [];
        var id = known.Value.Row.Id;
        var rows = await db.Set<IndicatorText>().Where(text => projects.Contains(text.Text))
            .Join(db.Set<IndicatorRow>().Where(row => row.Definition == id), text => text.Id, row => row.Project, (text, row) => new { text.Text, row.Counted })
            .Distinct().ToListAsync(stop);
        return rows.CountBy(row => row.Text).ToDictionary(pair => pair.Key, pair => (long)pair.Value);
    }
}
