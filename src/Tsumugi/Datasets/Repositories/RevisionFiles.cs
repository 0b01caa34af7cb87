using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories;

/// <param name="File">Null for a folder.</param>
public sealed record TreeEntry(string Path, RevisionFile? File);

/// <summary>Reads the list of a revision's files: all of it, one file, or a page of one folder.</summary>
public static class RevisionFiles
{
    /// <summary>Pages read from the records at a time: few at first, because most readers stop early.</summary>
    private const int FirstBatch = 4;
    private const int MostBatch = 64;

    public static async Task<List<RevisionFile>> AllAsync(HubDb db, Revision revision, CancellationToken stop)
    {
        var files = new List<RevisionFile>(revision.FileCount);
        await foreach (var file in FromAsync(db, revision, "", stop))
            files.Add(file);
        return files;
    }

    /// <returns>The first files in ordinal order of their paths.</returns>
    public static async Task<List<RevisionFile>> FirstAsync(HubDb db, Revision revision, int most, CancellationToken stop)
    {
        var files = new List<RevisionFile>();
        await foreach (var file in FromAsync(db, revision, "", stop))
        {
            if (files.Count == most)
                break;
            files.Add(file);
        }

        return files;
    }

    /// <summary>Every file as a plain one on this machine, for programs that know nothing of the store: path → absolute path. Files of its parts are among them.</summary>
    /// <exception cref="IOException">A part is not on this hub.</exception>
    public static async Task<Dictionary<string, string>> CheckOutAsync(HubDb db, ContentStore content, Revision revision, CancellationToken stop)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await PutAsync(revision, "");
        foreach (var (name, node) in RevisionParts.Of(revision))
        {
            var repository = await FindRepository.OfNode(db, node).AsNoTracking().FirstOrDefaultAsync(stop);
            var part = repository is null ? null : await db.Of<Revision>(repository).AsNoTracking().FirstOrDefaultAsync(row => row.Hash == node.Revision, stop);
            await PutAsync(part ?? throw new IOException($"The part '{name}' of {revision.Node}, {node}, is not on this hub; restore it from an archive, or connect the parts again."), $"{RevisionParts.Folder}/{name}/");
        }

        return files;

        async Task PutAsync(Revision one, string under)
        {
            foreach (var file in await AllAsync(db, one, stop))
                files[under + file.Path] = await content.PlainFileAsync(file.Hash, stop);
        }
    }

    /// <returns>Null when the revision has no such file.</returns>
    public static async Task<RevisionFile?> FindAsync(HubDb db, Revision revision, string path, CancellationToken stop)
    {
        var at = PageOf(revision, path);
        return at < 0 ? null : (await PageAsync(db, revision.Pages[at].Hash, stop)).FirstOrDefault(file => file.Path == path);
    }

    /// <summary>What lies in a folder, in ordinal order of the paths of files.</summary>
    /// <param name="folder">Without a slash at its end; empty for the whole.</param>
    /// <param name="recursive">Whether what lies deeper is listed too.</param>
    /// <param name="after">The last path of the page before; empty for the first.</param>
    public static async Task<List<TreeEntry>> TreeAsync(
        HubDb db, Revision revision, string folder, bool recursive, string after, int most, CancellationToken stop)
    {
        var entries = new List<TreeEntry>();
        var prefix = folder.Length == 0 ? "" : folder + "/";

        // Behind a folder's name and '/' comes '0': from there on nothing of that folder is left.
        var from = after.Length == 0 ? prefix : after + '\0';
        var open = recursive && after.Length > 0 ? Folders(after, prefix.Length) : [];
        while (entries.Count < most)
        {
            var skipTo = (string?)null;
            await foreach (var file in FromAsync(db, revision, from, stop))
            {
                if (!file.Path.StartsWith(prefix, StringComparison.Ordinal) || entries.Count >= most)
                    return entries;
                var slash = file.Path.IndexOf('/', prefix.Length);
                if (slash >= 0 && !recursive)
                {
                    var name = file.Path[..slash];
                    if (name != after)
                        entries.Add(new(name, null));
                    skipTo = name + '0';
                    break;
                }

                if (recursive)
                {
                    var folders = Folders(file.Path, prefix.Length);
                    entries.AddRange(folders.Except(open, StringComparer.Ordinal).Select(path => new TreeEntry(path, null)));
                    open = folders;
                }

                entries.Add(new(file.Path, file));
            }

            if (skipTo is null)
                return entries;
            from = skipTo;
        }

        return entries;
    }

    /// <summary>Whether anything lies under the folder.</summary>
    public static async Task<bool> HasFolderAsync(HubDb db, Revision revision, string folder, CancellationToken stop)
    {
        await foreach (var file in FromAsync(db, revision, folder + "/", stop))
            return file.Path.StartsWith(folder + "/", StringComparison.Ordinal);
        return false;
    }

    /// <summary>Files from a path on.</summary>
    private static async IAsyncEnumerable<RevisionFile> FromAsync(
        HubDb db, Revision revision, string from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var first = Math.Max(PageOf(revision, from), 0);
        if (first < revision.Pages.Count)
        {
            // Most questions are answered by the page they begin on.
            foreach (var file in await PageAsync(db, revision.Pages[first].Hash, stop))
            {
                if (string.CompareOrdinal(file.Path, from) >= 0)
                    yield return file;
            }
        }

        for (int at = first + 1, size = FirstBatch; at < revision.Pages.Count; at += size, size = Math.Min(2 * size, MostBatch))
        {
            var hashes = revision.Pages.Skip(at).Take(size).Select(page => page.Hash).ToList();
            var pages = await db.Set<FilePage>().AsNoTracking().Where(page => hashes.Contains(page.Hash)).ToDictionaryAsync(page => page.Hash, stop);
            foreach (var hash in hashes)
            {
                foreach (var file in FilePages.Read(pages[hash]))
                    yield return file;
            }
        }
    }

    private static async Task<IReadOnlyList<RevisionFile>> PageAsync(HubDb db, string hash, CancellationToken stop) =>
        FilePages.Read(await db.Set<FilePage>().AsNoTracking().FirstAsync(page => page.Hash == hash, stop));

    /// <returns>The page that may hold the path, or -1.</returns>
    private static int PageOf(Revision revision, string path)
    {
        var (low, high) = (0, revision.Pages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(revision.Pages[middle].First, path) <= 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    private static List<string> Folders(string path, int from)
    {
        var folders = new List<string>();
        for (var slash = path.IndexOf('/', from); slash >= 0; slash = path.IndexOf('/', slash + 1))
            folders.Add(path[..slash]);
        return folders;
    }
}
