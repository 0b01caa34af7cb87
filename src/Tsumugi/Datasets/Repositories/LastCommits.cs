using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories;

/// <summary>The commit that last changed each of some paths; of a folder, anything in it.</summary>
public static class LastCommits
{
    /// <summary>How far back is looked; paths not touched since are left out.</summary>
    private const int MostCommits = 1000;

    public static async Task<Dictionary<string, Commit>> OfAsync(
        HubDb db, Repository repository, NamedRevision at, IReadOnlyList<string> paths, CancellationToken stop)
    {
        var found = new Dictionary<string, Commit>(StringComparer.Ordinal);
        var (commit, pages) = ((Commit?)at.Commit, at.Revision.Pages);
        for (var seen = 0; commit is not null && seen < MostCommits && found.Count < paths.Count; seen++)
        {
            var parent = commit.Parent is { } oid ? await db.Of<Commit>(repository).AsNoTracking().FirstAsync(row => row.Oid == oid, stop) : null;
            var before = parent is null ? [] : await PagesAsync(db, repository, parent.Revision, stop);
            var changed = await ChangedAsync(db, pages, before, stop);
            foreach (var path in paths)
            {
                if (!found.ContainsKey(path) && changed.Any(file => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)))
                    found[path] = commit;
            }

            (commit, pages) = (parent, before);
        }

        return found;
    }

    private static async Task<IReadOnlyList<FilePageRef>> PagesAsync(HubDb db, Repository repository, string revision, CancellationToken stop) =>
        await db.Of<Revision>(repository).Where(row => row.Hash == revision).Select(row => row.Pages).FirstAsync(stop);

    /// <summary>Only pages that the two do not share need to be read.</summary>
    private static async Task<HashSet<string>> ChangedAsync(HubDb db, IReadOnlyList<FilePageRef> after, IReadOnlyList<FilePageRef> before, CancellationToken stop)
    {
        var (now, then) = (after.Select(page => page.Hash).ToHashSet(), before.Select(page => page.Hash).ToHashSet());
        var files = await FilesAsync(db, [.. now.Except(then)], stop);
        files.SymmetricExceptWith(await FilesAsync(db, [.. then.Except(now)], stop));
        return [.. files.Select(file => file.Path)];
    }

    private static async Task<HashSet<RevisionFile>> FilesAsync(HubDb db, IReadOnlyCollection<string> hashes, CancellationToken stop)
    {
        var files = new HashSet<RevisionFile>();
        foreach (var page in await db.Set<FilePage>().AsNoTracking().Where(page => hashes.Contains(page.Hash)).ToListAsync(stop))
            files.UnionWith(FilePages.Read(page));
        return files;
    }
}
