using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories;

/// <summary>
/// Brings what the first version wrote into today's form: files as they were into the store of chunks, lists of files into
/// pages, and a history of commits for every repository. Interrupted, it goes on at the next start.
/// </summary>
public static class UpgradeRevisions
{
    public static async Task RunAsync(HubDb db, HubOptions options, ContentStore content, CancellationToken stop)
    {
        foreach (var path in OldFiles(options.Content))
        {
            await content.PutFileAsync(path, stop);
            File.Delete(path);
        }

        var repositories = await db.Set<Repository>().Where(row => row.Slug == "").ToListAsync(stop);
        foreach (var repository in repositories)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(stop);
            (repository.Slug, repository.UpdatedAt) = (repository.Name, repository.CreatedAt);
            db.Add(new RepositoryName { Kind = repository.Kind, InstitutionId = repository.InstitutionId, Slug = repository.Name, Name = repository.Name });
            await UpgradeAsync(db, repository, stop);
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
        }
    }

    private static async Task UpgradeAsync(HubDb db, Repository repository, CancellationToken stop)
    {
        var old = await db.Of<Revision>(repository).AsNoTracking().OrderBy(row => row.Number)
            .Select(row => new OldRevision(row.Hash, row.PersonId, row.JobId, row.CreatedAt)).ToListAsync(stop);
        Commit? head = null;
        foreach (var revision in old)
        {
            var files = (await FilesAsync(db, repository, revision.Hash, stop)).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
            var pages = FilePages.Cut(files);
            foreach (var (_, page) in pages)
            {
                if (await db.Set<FilePage>().FindAsync([page.Hash], stop) is null)
                    db.Add(page);
            }

            foreach (var hash in files.Select(file => file.Hash).Distinct())
            {
                if (await db.Set<RepositoryContent>().FindAsync([repository.Kind, repository.InstitutionId, repository.Name, hash], stop) is null)
                    db.Add(new RepositoryContent(repository.Kind, repository.InstitutionId, repository.Name, hash));
            }

            var (count, size, list) = (files.Count, files.Sum(file => file.Size), JsonSerializer.Serialize(pages.Select(page => page.Ref), JsonSerializerOptions.Web));
            await db.Database.ExecuteSqlAsync(
                $"UPDATE revision SET Pages = {list}, FileCount = {count}, Size = {size} WHERE Kind = {repository.Kind} AND InstitutionId = {repository.InstitutionId} AND Name = {repository.Name} AND Hash = {revision.Hash}",
                stop);
            head = CommitOf(repository, head, revision);
            db.Add(head);
        }

        if (head is not null)
            db.Add(new RepositoryRef { Kind = repository.Kind, InstitutionId = repository.InstitutionId, Name = repository.Name, Ref = RepositoryRef.Main, IsTag = false, Oid = head.Oid });
    }

    private static async Task<List<RevisionFile>> FilesAsync(HubDb db, Repository repository, string hash, CancellationToken stop)
    {
        var text = await db.Database.SqlQuery<string>(
            $"SELECT Pages AS Value FROM revision WHERE Kind = {repository.Kind} AND InstitutionId = {repository.InstitutionId} AND Name = {repository.Name} AND Hash = {hash}")
            .FirstAsync(stop);
        return JsonSerializer.Deserialize<List<RevisionFile>>(text, JsonSerializerOptions.Web)!;
    }

    private static Commit CommitOf(Repository repository, Commit? before, OldRevision revision)
    {
        var title = revision.JobId is { } job ? $"Add what job {job} made" : "Add files";
        return new()
        {
            Kind = repository.Kind,
            InstitutionId = repository.InstitutionId,
            Name = repository.Name,
            Oid = Commit.NameOf(repository, before?.Oid, revision.Hash, revision.PersonId, title, "", revision.CreatedAt),
            Parent = before?.Oid,
            Depth = 1 + (before?.Depth ?? 0),
            Revision = revision.Hash,
            Title = title,
            Message = "",
            PersonId = revision.PersonId,
            At = revision.CreatedAt,
        };
    }

    // The first version kept every file under the first two digits of its hash.
    private static IEnumerable<string> OldFiles(string content) => Directory.EnumerateDirectories(content)
        .Where(folder => Path.GetFileName(folder) is { Length: 2 } name && name.All(char.IsAsciiHexDigitLower))
        .SelectMany(Directory.EnumerateFiles);

    private sealed record OldRevision(string Hash, string PersonId, string? JobId, DateTime CreatedAt);
}
