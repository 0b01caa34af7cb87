using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Registry;
using Tsumugi.Projects;

namespace Tsumugi.Models.Serving;

/// <summary>Which revision answers for a model's name, for whoever may use it for research.</summary>
public sealed class FindServed(HubDb db, ModelServers servers, FindActing acting)
{
    /// <param name="id"><c>institution/name</c>.</param>
    /// <param name="project">The project in whose name it is asked; null for none, or for that of the token.</param>
    /// <param name="version">A branch, tag, alias or the start of a revision; null for the main branch.</param>
    public async Task<Outcome<(Repository Repository, Revision Revision)>> RunAsync(
        Caller caller, string id, string? version, string? project, CancellationToken stop)
    {
        var repository = await FindRepository.RunAsync(db, caller, Act.Use, RepositoryKinds.Model, id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var asOf = Stopwatch.GetTimestamp();
        var asked = version ?? RepositoryRef.Main;
        var wanted = await WantedAsync(db, repository.Value, asked, stop);
        if (wanted.Refused)
            return wanted.Refusal!;
        var (revision, moves) = wanted.Value;
        var answering = moves ? servers.Answering($"{repository.Value.Node} {asked}", revision, asOf) : revision;
        var conditions = await EffectiveConditions.OfAsync(db, [answering.Node], stop);
        var inName = await acting.RunAsync(caller, Purpose.Asking, project, null, DateTime.UtcNow, stop);
        if (inName.Refused)
            return inName.Refusal!;
        return conditions.Refuse(inName.Value.Purpose, DateTime.UtcNow) is { } forbidden ? forbidden : (repository.Value, answering);
    }

    private static async Task<Outcome<(Revision Revision, bool Moves)>> WantedAsync(HubDb db, Repository repository, string asked, CancellationToken stop)
    {
        var aliased =
            from alias in db.Set<ModelAlias>().AsNoTracking()
            where alias.InstitutionId == repository.InstitutionId && alias.Model == repository.Name && alias.Alias == asked
            join version in db.Set<ModelVersion>() on new { alias.InstitutionId, alias.Model, Number = alias.Version }
                equals new { version.InstitutionId, version.Model, version.Number }
            select version.Revision;
        if (await aliased.FirstOrDefaultAsync(stop) is { } hash)
            return (await db.Of<Revision>(repository).AsNoTracking().FirstAsync(row => row.Hash == hash, stop), true);
        var named = await FindRevision.RunAsync(db, repository, asked, stop);
        if (named.Refused)
            return named.Refusal!;
        var (commit, revision) = named.Value;
        var pinned = revision.Hash.StartsWith(asked, StringComparison.Ordinal) || commit.Oid.StartsWith(asked, StringComparison.Ordinal);
        return (revision, !pinned);
    }
}
