using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Terms;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Projects.Applications;
using Tsumugi.Projects.Approvals;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Obligations;

/// <summary>Reads what is owed from the thread: whatever a project's jobs, runs and downloads came from, and what its sources ask for that.</summary>
public static class FindObligations
{
    private static readonly ModifierSet Asked = DueDays.Obligations.Add(Modifier.EthicsApprovalRequired);

    /// <summary>Of the projects that the caller takes part in.</summary>
    public static async Task<List<Obligation>> OwnAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = new List<Obligation>();
        foreach (var project in await db.Set<ProjectMember>().Where(row => row.PersonId == caller.PersonId).Select(row => row.ProjectId).Distinct().ToListAsync(stop))
            found.AddRange(await OfProjectAsync(db, project, stop));
        return Ordered(found);
    }

    /// <summary>Owed to the institutions whose steward the caller is.</summary>
    public static async Task<List<Obligation>> OwedAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var own = caller.Memberships.Where(row => row.Value == InstitutionRole.Steward).Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var found = new List<Obligation>();
        foreach (var project in own.Count == 0 ? [] : await db.Set<Project>().Select(row => row.Id).ToListAsync(stop))
            found.AddRange((await OfProjectAsync(db, project, stop)).Where(obligation => own.Contains(obligation.OwedTo)));
        return Ordered(found);
    }

    public static async Task<List<Obligation>> OfProjectAsync(HubDb db, string projectId, CancellationToken stop)
    {
        var (project, done) = (NodeRef.Of(Project.NodeKind, projectId).ToString(), await db.Set<Fulfilment>().AsNoTracking().Where(row => row.ProjectId == projectId).ToListAsync(stop));
        var used = await db.Set<TieRow>().Where(row => row.To == project && row.Relation == Relations.BelongsTo).Select(row => row.From).Distinct().ToListAsync(stop);
        var effective = await EffectiveConditions.OfAsync(db, used.Select(NodeRef.Parse).Where(IsUse), stop);
        var approval = await db.Set<EthicsApproval>().Where(row => row.ProjectId == projectId && row.ConfirmedBy != null).MaxAsync(row => (DateOnly?)row.Until, stop);
        Fulfilment? Met(string source, string rule) => done.Find(row => row.Source == source && row.Rule == rule);
        var found = new List<Obligation>();
        foreach (var (source, conditions) in effective.Sources)
        {
            foreach (var modifier in conditions.Modifiers.Where(Asked.Contains))
            {
                var term = DuoTerms.Of(modifier);
                found.Add(new(projectId, source, term.Code, term.Meaning, modifier == Modifier.EthicsApprovalRequired ? approval : conditions.Due[modifier], Met(source.ToString(), term.Code)));
            }
        }

        foreach (var granted in await db.Set<UseApplication>().AsNoTracking().Where(row => row.ProjectId == projectId && row.State == ApplicationState.Granted).ToListAsync(stop))
            found.Add(new(projectId, NodeRef.Parse(granted.Source), Obligation.ReportRule, Report, granted.Until, granted.ReportedAt is { } at ? Reported(granted, at) : null));
        return found;
    }

    /// <summary>Repositories and approvals belong to a project as well; what counts is what used data.</summary>
    private static bool IsUse(NodeRef node) => node.Kind is "job" or "run" or "use";

    private static Fulfilment Reported(UseApplication granted, DateTime at) => new()
    {
        ProjectId = granted.ProjectId,
        Source = granted.Source,
        Rule = Obligation.ReportRule,
        Evidence = granted.Node.ToString(),
        PersonId = granted.PersonId,
        At = at,
    };

    private static List<Obligation> Ordered(List<Obligation> found)
    {
        var day = DateOnly.FromDateTime(DateTime.UtcNow);
        return [.. found.OrderBy(one => one.On(day)).ThenBy(one => one.Due ?? DateOnly.MaxValue).ThenBy(one => one.ProjectId, StringComparer.Ordinal).ThenBy(one => one.Source.ToString(), StringComparer.Ordinal)];
    }

    private static Words Report { get; } = new(
        "承認された利用が終わるまでに、利用と廃棄を報告する必要があります。", "When the granted use ends, what was done with the data and how they were disposed of must be reported.");
}
