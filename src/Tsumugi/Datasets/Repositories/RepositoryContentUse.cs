using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Projects;

namespace Tsumugi.Datasets.Repositories;

/// <summary>What repositories hold in any of their revisions.</summary>
/// <remarks>
/// Revisions and their lists of files stay for ever: others may have been made from them. The files of a deleted repository
/// go when its time is over.
/// </remarks>
internal sealed class RepositoryContentUse(HubOptions options) : IContentUse
{
    private const int MostPlaces = 1000;

    public Type Row => typeof(RepositoryContent);

    public IQueryable<string> Contents(HubDb db) => db.Set<RepositoryContent>().Select(row => row.Sha256);

    public IQueryable<string>? ContentsOf(HubDb db, ContentOwner owner)
    {
        var (id, ofProject) = (owner.Id, owner.Kind == Project.NodeKind);
        return
            from held in db.Set<RepositoryContent>()
            join repository in db.Set<Repository>().Where(row => ofProject ? row.ProjectId == id : row.InstitutionId == id)
                on new { held.Kind, held.InstitutionId, held.Name } equals new { repository.Kind, repository.InstitutionId, repository.Name }
            where repository.DeletedAt == null
            select held.Sha256;
    }

    public async Task PruneAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        var deleted = now - options.DeletedLife;
        var gone = await db.Set<Repository>().AsNoTracking().Where(row => row.DeletedAt <= deleted).ToListAsync(stop);
        foreach (var repository in gone)
        {
            // Asked again in the statement itself: it may have been created anew meanwhile.
            await db.Of<RepositoryContent>(repository)
                .Where(row => db.Set<Repository>().Any(one =>
                    one.Kind == row.Kind && one.InstitutionId == row.InstitutionId && one.Name == row.Name && one.DeletedAt <= deleted))
                .ExecuteDeleteAsync(stop);
        }
    }

    public async Task<IReadOnlyList<ContentPlace>> PlacesAsync(HubDb db, IReadOnlyCollection<string> contents, CancellationToken stop)
    {
        var places = new List<ContentPlace>();
        var wanted = contents.ToHashSet(StringComparer.Ordinal);
        var repositories = await (
            from held in db.Set<RepositoryContent>()
            where contents.Contains(held.Sha256)
            join repository in db.Set<Repository>() on new { held.Kind, held.InstitutionId, held.Name } equals new { repository.Kind, repository.InstitutionId, repository.Name }
            select repository).Distinct().AsNoTracking().ToListAsync(stop);
        foreach (var repository in repositories)
        {
            await foreach (var revision in FindRepository.Of(db, repository).AsAsyncEnumerable().WithCancellation(stop))
            {
                var files = await RevisionFiles.AllAsync(db, revision, stop);
                places.AddRange(files.Where(file => wanted.Contains(file.Hash))
                    .Select(file => new ContentPlace(file.Hash, repository.InstitutionId, revision.Node.ToString(), file.Path)));
                if (places.Count >= MostPlaces)
                    return places;
            }
        }

        return places;
    }
}

/// <summary>What people brought in and have not committed yet.</summary>
internal sealed class BroughtContentUse(HubOptions options) : IContentUse
{
    public Type Row => typeof(BroughtContent);

    public IQueryable<string> Contents(HubDb db) => db.Set<BroughtContent>().Select(row => row.Sha256);

    public Task PruneAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        var old = now - options.UncommittedLife;
        return db.Set<BroughtContent>().Where(row => row.At <= old).ExecuteDeleteAsync(stop);
    }

    // An upload that nobody committed is no file yet, and has no path.
    public Task<IReadOnlyList<ContentPlace>> PlacesAsync(HubDb db, IReadOnlyCollection<string> contents, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<ContentPlace>>([]);
}
