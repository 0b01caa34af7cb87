using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Concerns;
using Tsumugi.Datasets.Refget;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Commits a state to a branch. The content is in the store already; this makes it known, with its ties, in the caller's transaction.</summary>
public sealed record AddRevision
{
    public required Repository Repository { get; init; }

    public required NodeRef Actor { get; init; }

    /// <summary>Whom the revision is credited to.</summary>
    public required string PersonId { get; init; }

    public string? JobId { get; init; }

    /// <summary>All files of the state.</summary>
    public required IReadOnlyList<RevisionFile> Files { get; init; }

    /// <summary>One JSON object.</summary>
    public string Facts { get; init; } = "{}";

    /// <summary>What it came from, besides its repository: relation and node.</summary>
    public IReadOnlyList<(string Relation, NodeRef To)> Sources { get; init; } = [];

    public string Branch { get; init; } = RepositoryRef.Main;

    /// <summary>First line of the commit's message; said of itself when empty.</summary>
    public string Title { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>Stages the revision, its commit and the thread entry; the caller saves. What the branch holds already is not added again.</summary>
    public async Task<Revision> StageAsync(HubDb db, DateTime now, CancellationToken stop) => (await CommitAsync(db, now, stop)).Revision;

    public async Task<(Revision Revision, Commit Commit)> CommitAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        var files = Files.OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        var hash = Revision.HashOf(files);
        var branch = await db.Of<RepositoryRef>(Repository).FirstOrDefaultAsync(row => row.Ref == Branch && !row.IsTag, stop);
        var head = branch is null ? null : await db.Set<Commit>().FindAsync([.. Key, branch.Oid], stop);
        var known = await db.Set<Revision>().FindAsync([.. Key, hash], stop);
        if (known is not null && head?.Revision == hash)
            return (known, head);

        var missing = await AddMissingAsync(db, files, stop);
        await NoteFasta.RunAsync(db, files.Where(file => missing.Contains(file.Hash)), now, stop);
        var same = known is null ? await SameContent.FindAsync(db, Repository, [.. files.Where(file => missing.Contains(file.Hash))], stop) : [];
        var revision = known ?? await NewRevisionAsync(db, files, hash, now, stop);
        var commit = NewCommit(head, hash, now);
        db.Add(commit);
        if (branch is null)
            db.Add(new RepositoryRef { Kind = Repository.Kind, InstitutionId = Repository.InstitutionId, Name = Repository.Name, Ref = Branch, IsTag = false, Oid = commit.Oid });
        else
            branch.Oid = commit.Oid;
        Repository.UpdatedAt = now;
        Record(db, revision, commit, same, isNew: known is null);
        if (known is null)
            await HoldBack.RunAsync(db, Repository, [.. Sources.Select(source => source.To), .. same], stop);
        return (revision, commit);
    }

    private object[] Key => [Repository.Kind, Repository.InstitutionId, Repository.Name];

    private async Task<Revision> NewRevisionAsync(HubDb db, List<RevisionFile> files, string hash, DateTime now, CancellationToken stop)
    {
        var pages = FilePages.Cut(files);
        await AddMissingAsync(db, [.. pages.Select(page => page.Page)], stop);
        var revision = new Revision
        {
            Kind = Repository.Kind,
            InstitutionId = Repository.InstitutionId,
            Name = Repository.Name,
            Hash = hash,
            Number = 1 + await db.Of<Revision>(Repository).CountAsync(stop),
            CreatedAt = now,
            PersonId = PersonId,
            JobId = JobId,
            FileCount = files.Count,
            Size = files.Sum(file => file.Size),
            Pages = [.. pages.Select(page => page.Ref)],
            Facts = Facts,
        };
        db.Add(revision);
        return revision;
    }

    private static async Task AddMissingAsync(HubDb db, IReadOnlyList<FilePage> pages, CancellationToken stop)
    {
        foreach (var some in pages.DistinctBy(page => page.Hash).Chunk(500))
        {
            var hashes = some.Select(page => page.Hash).ToList();
            var known = await db.Set<FilePage>().Where(page => hashes.Contains(page.Hash)).Select(page => page.Hash).ToHashSetAsync(stop);
            db.AddRange(some.Where(page => !known.Contains(page.Hash)));
        }
    }

    // Also for a revision that was here before: what the repository once had may have been collected and come again.
    /// <returns>Contents that the repository did not have.</returns>
    private async Task<HashSet<string>> AddMissingAsync(HubDb db, List<RevisionFile> files, CancellationToken stop)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in files.Select(file => file.Hash).Distinct().Chunk(5000))
        {
            var known = await db.Of<RepositoryContent>(Repository).Where(row => some.Contains(row.Sha256)).Select(row => row.Sha256).ToHashSetAsync(stop);
            var missing = some.Where(hash => !known.Contains(hash)).ToList();
            await ContentStore.UseAsync(db, missing, stop);
            db.AddRange(missing.Select(hash => new RepositoryContent(Repository.Kind, Repository.InstitutionId, Repository.Name, hash)));
            all.UnionWith(missing);
        }

        return all;
    }

    private Commit NewCommit(Commit? head, string revision, DateTime now)
    {
        var title = Title.Length > 0 ? Title : JobId is null ? "Add files" : $"Add what job {JobId} made";
        return new()
        {
            Kind = Repository.Kind,
            InstitutionId = Repository.InstitutionId,
            Name = Repository.Name,
            Oid = Commit.NameOf(Repository, head?.Oid, revision, PersonId, title, Message, now),
            Parent = head?.Oid,
            Depth = 1 + (head?.Depth ?? 0),
            Revision = revision,
            Title = title,
            Message = Message,
            PersonId = PersonId,
            At = now,
        };
    }

    // The revision's name is the hash over all its files, so the thread need not list them.
    private void Record(HubDb db, Revision revision, Commit commit, IReadOnlyList<NodeRef> same, bool isNew) => db.Record(new()
    {
        Actor = Actor,
        Kind = isNew ? $"{Repository.Kind}.revised" : $"{Repository.Kind}.committed",
        Subject = revision.Node,
        Facts = new Dictionary<string, object?>
        {
            ["number"] = revision.Number,
            ["files"] = revision.FileCount,
            ["bytes"] = revision.Size,
            ["branch"] = Branch,
            ["commit"] = commit.Oid,
            ["title"] = commit.Title,
            ["facts"] = revision.FactsJson,
        },
        Ties = isNew
            ? [new(revision.Node, Relations.RevisionOf, Repository.Node), .. Sources.Select(source => new Tie(revision.Node, source.Relation, source.To)), .. same.Select(other => new Tie(revision.Node, Relations.SameContentAs, other))]
            : [],
    });
}
