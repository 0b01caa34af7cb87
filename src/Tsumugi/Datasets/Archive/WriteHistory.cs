using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Archive;

/// <summary>Writes a repository's history line by line; one revision is in memory at a time.</summary>
internal sealed class WriteHistory(HubDb db, Repository repository) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var stop = httpContext.RequestAborted;
        httpContext.Response.ContentType = "application/x-ndjson";
        await foreach (var line in LinesAsync(stop))
        {
            await JsonSerializer.SerializeAsync(httpContext.Response.Body, line, HistoryLine.Json, stop);
            await httpContext.Response.Body.WriteAsync("\n"u8.ToArray(), stop);
        }
    }

    private async IAsyncEnumerable<HistoryLine> LinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        yield return new() { Head = HeadOf(repository) };
        var written = new HashSet<string>(StringComparer.Ordinal);

        // Names first read and last written: whatever is committed meanwhile, every name has its commit.
        var refs = await db.Of<RepositoryRef>(repository).AsNoTracking().OrderBy(row => row.Ref).ToListAsync(stop);
        var revisions = await db.Of<Revision>(repository).OrderBy(row => row.Number).Select(row => row.Hash).ToListAsync(stop);
        foreach (var hash in revisions)
        {
            var revision = await db.Of<Revision>(repository).AsNoTracking().FirstAsync(row => row.Hash == hash, stop);
            foreach (var page in revision.Pages.Where(page => written.Add(page.Hash)))
                yield return new() { Page = new(page.Hash, (await db.Set<FilePage>().AsNoTracking().FirstAsync(row => row.Hash == page.Hash, stop)).Text) };
            yield return new() { Revision = new(revision.Hash, [.. revision.Pages.Select(page => page.Hash)], revision.CreatedAt, revision.PersonId, revision.JobId, revision.FactsJson) };
        }

        var known = revisions.ToHashSet(StringComparer.Ordinal);
        await foreach (var commit in db.Of<Commit>(repository).AsNoTracking().OrderBy(row => row.Depth).ThenBy(row => row.Oid).AsAsyncEnumerable().WithCancellation(stop))
        {
            if (known.Contains(commit.Revision))
                yield return new() { Commit = new(commit.Oid, commit.Parent, commit.Revision, commit.Title, commit.Message, commit.PersonId, commit.At) };
        }

        foreach (var name in refs)
            yield return new() { Ref = new(name.Ref, name.IsTag, name.Oid, name.Message) };
    }

    private static HistoryHead HeadOf(Repository repository) => new(
        HistoryHead.Newest, repository.Kind, repository.Id, repository.Node.ToString(), repository.TitleJa, repository.TitleEn, repository.Visibility.ToString(),
        JsonSerializer.SerializeToElement(repository.Conditions, JsonSerializerOptions.Web), repository.Card, repository.CardData);
}
