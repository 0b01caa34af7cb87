using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>A repository as its page shows it.</summary>
/// <param name="Revisions">Newest first, at most <see cref="Most"/>.</param>
/// <param name="Shown">The one that was asked for, else the newest; null while there is none.</param>
public sealed record RepositoryState(Repository Repository, IReadOnlyList<Revision> Revisions, Revision? Shown)
{
    public const int Most = 100;

    /// <param name="id"><c>institution/name</c>.</param>
    /// <param name="revision">The start of a hash, or null.</param>
    public static async Task<Outcome<RepositoryState>> FindAsync(
        HubDb db, Caller caller, string kind, string id, string? revision, CancellationToken stop)
    {
        var repository = await FindRepository.RunAsync(db, caller, Act.Read, kind, id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var revisions = await FindRepository.Of(db, repository.Value).Take(Most).ToListAsync(stop);
        if (string.IsNullOrEmpty(revision))
            return new RepositoryState(repository.Value, revisions, revisions.FirstOrDefault());
        if (!NodeRef.TryParse($"{repository.Value.Node}@{revision}", out var node))
            return Gate.NoSuch(new($"版 {revision} ", $"the revision {revision}"));
        var shown = await FindRepository.RevisionAsync(db, caller, Act.Read, node, stop);
        return shown.Refused ? shown.Refusal! : new RepositoryState(repository.Value, revisions, shown.Value);
    }
}
