using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.LoggedModels;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Artifacts;

/// <summary>Files of runs and of logged models.</summary>
internal sealed class ArtifactUse : IContentUse
{
    public Type Row => typeof(RunArtifact);

    public IQueryable<string> Contents(HubDb db) => db.Set<RunArtifact>().Select(row => row.Hash);

    public IQueryable<string>? ContentsOf(HubDb db, ContentOwner owner)
    {
        // Runs belong to no project, only to the institution of their experiment.
        if (owner.Kind == Project.NodeKind)
            return null;
        var institution = owner.Id;
        var experiments = db.Set<Experiment>().Where(row => row.InstitutionId == institution).Select(row => row.Number);
        var owners = db.Set<TrackedRun>().Where(row => experiments.Contains(row.Experiment)).Select(row => row.Id)
            .Union(db.Set<LoggedModel>().Where(row => experiments.Contains(row.Experiment)).Select(row => row.Id));
        return db.Set<RunArtifact>().Where(row => owners.Contains(row.Owner)).Select(row => row.Hash);
    }

    public async Task<IReadOnlyList<ContentPlace>> PlacesAsync(HubDb db, IReadOnlyCollection<string> contents, CancellationToken stop)
    {
        var rows = await db.Set<RunArtifact>().AsNoTracking().Where(row => contents.Contains(row.Hash)).OrderBy(row => row.Owner).ThenBy(row => row.Path).ToListAsync(stop);
        var owners = rows.Select(row => row.Owner).Distinct().ToList();
        var institutions = await (
            from run in db.Set<TrackedRun>()
            join experiment in db.Set<Experiment>() on run.Experiment equals experiment.Number
            where owners.Contains(run.Id)
            select new { Owner = run.Id, Run = run.Id, experiment.InstitutionId })
            .Union(
                from model in db.Set<LoggedModel>()
                join experiment in db.Set<Experiment>() on model.Experiment equals experiment.Number
                where owners.Contains(model.Id)
                select new { Owner = model.Id, Run = model.SourceRun ?? model.Id, experiment.InstitutionId })
            .ToDictionaryAsync(row => row.Owner, stop);
        return
        [
            .. from row in rows
               let owner = institutions.GetValueOrDefault(row.Owner)
               select new ContentPlace(row.Hash, owner?.InstitutionId, NodeRef.Of(TrackedRun.NodeKind, owner?.Run ?? row.Owner).ToString(), row.Path),
        ];
    }
}
