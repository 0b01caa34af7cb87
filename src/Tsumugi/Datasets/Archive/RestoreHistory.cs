using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Archive;

/// <summary>Makes a repository of a history, whose contents have been uploaded: all of it, or nothing.</summary>
internal sealed record RestoreHistory(string Kind, string Id, ReadHistory History)
{
    public async Task<Outcome<Restored>> RunAsync(HubDb db, CheckContents checks, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (History.Head.Kind != Kind)
            return Refusal.Invalid("other-kind", new($"この履歴は {History.Head.Kind} のものです。", $"This is the history of a {History.Head.Kind}."), new("種類に合う側に読み込んでください。", "Restore it as what it is."));
        using var held = checks.Store.Hold();
        var contents = CommitFiles.Sizes(History.Revisions.Values.SelectMany(revision => revision.Files));
        if (await MissingAsync(db, contents, stop) is { } missing)
            return missing;
        if (await checks.RunAsync(History.Revisions.Values.SelectMany(revision => revision.Files).DistinctBy(file => (file.Hash, ContentCheck.ExtensionOf(file.Path))), now, stop) is { } bad)
            return bad;

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var target = await FindOrBeginAsync(db, caller, now, stop);
        if (target.Refused)
            return target.Refusal!;
        var repository = target.Value;
        if (await Quota.AskAsync(db, checks.Store, repository.Owners, contents, stop) is { } full)
            return full;
        await AddContentsAsync(db, repository, contents.Keys, stop);
        await AddRevisionsAsync(db, repository, stop);
        var names = await AddCommitsAsync(db, repository, stop);
        foreach (var name in History.Refs)
            db.Add(new RepositoryRef { Kind = repository.Kind, InstitutionId = repository.InstitutionId, Name = repository.Name, Ref = name.Name, IsTag = name.IsTag, Oid = names[name.Oid], Message = name.Message });
        Record(db, caller, repository);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return new Restored(repository.Node.ToString(), History.Commits.Count, History.Revisions.Count, contents.Count, names.All(name => name.Key == name.Value));
    }

    /// <summary>An operator may refer to whatever is here, since an operator may read it.</summary>
    private static async Task<Refusal?> MissingAsync(HubDb db, IReadOnlyDictionary<string, long> contents, CancellationToken stop)
    {
        foreach (var some in contents.Chunk(1000))
        {
            var hashes = some.Select(content => content.Key).ToList();
            var known = await db.Set<ContentRow>().Where(row => hashes.Contains(row.Sha256)).ToDictionaryAsync(row => row.Sha256, row => row.Size, stop);
            foreach (var (hash, size) in some)
            {
                if (!known.TryGetValue(hash, out var here) || here != size)
                    return CommitFiles.NotUploaded(hash, hash);
            }
        }

        return null;
    }

    private async Task<Outcome<Repository>> FindOrBeginAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, caller, Act.Write, Kind, Id, stop);
        if (!found.Refused)
        {
            return await db.Of<RepositoryRef>(found.Value).AnyAsync(stop)
                ? Refusal.Conflict("not-empty", new($"{Id} には既に履歴があります。", $"{Id} has a history already."), new("別の名前で読み込むか、先に削除してください。", "Restore it under another name, or delete that one first."))
                : found;
        }

        var (head, slash) = (History.Head, Id.IndexOf('/', StringComparison.Ordinal));
        return await new CreateRepository
        {
            Kind = Kind,
            InstitutionId = slash < 0 ? "" : Id[..slash],
            Name = Id[(slash + 1)..],
            TitleJa = head.TitleJa,
            TitleEn = head.TitleEn,
            Card = head.Card,
            Visibility = Enum.TryParse<Visibility>(head.Visibility, out var visibility) ? visibility : Visibility.Institution,
            Conditions = head.Conditions.Deserialize<DataUseConditions>(JsonSerializerOptions.Web)!,
        }.RunAsync(db, caller, now, stop);
    }

    private static async Task AddContentsAsync(HubDb db, Repository repository, IEnumerable<string> contents, CancellationToken stop)
    {
        foreach (var some in contents.Chunk(1000))
        {
            var known = await db.Of<RepositoryContent>(repository).Where(row => some.Contains(row.Sha256)).Select(row => row.Sha256).ToHashSetAsync(stop);
            var missing = some.Where(hash => !known.Contains(hash)).ToList();
            await ContentStore.UseAsync(db, missing, stop);
            db.AddRange(missing.Select(hash => new RepositoryContent(repository.Kind, repository.InstitutionId, repository.Name, hash)));
        }
    }

    private async Task AddRevisionsAsync(HubDb db, Repository repository, CancellationToken stop)
    {
        var known = await db.Of<Revision>(repository).Select(row => row.Hash).ToHashSetAsync(stop);
        var (number, pages) = (known.Count, new HashSet<string>(StringComparer.Ordinal));
        foreach (var (line, files) in History.Revisions.Values.Where(revision => !known.Contains(revision.Line.Hash)))
        {
            var cut = FilePages.Cut([.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]);
            foreach (var (_, page) in cut.Where(one => pages.Add(one.Page.Hash)))
            {
                if (!await db.Set<FilePage>().AnyAsync(row => row.Hash == page.Hash, stop))
                    db.Add(page);
            }

            db.Add(new Revision
            {
                Kind = repository.Kind,
                InstitutionId = repository.InstitutionId,
                Name = repository.Name,
                Hash = line.Hash,
                Number = ++number,
                CreatedAt = line.CreatedAt,
                PersonId = line.Person,
                JobId = line.Job,
                FileCount = files.Count,
                Size = files.Sum(file => file.Size),
                Pages = [.. cut.Select(page => page.Ref)],
                Facts = line.Facts.GetRawText(),
            });
        }
    }

    /// <returns>The name that each commit had → the one that it has here: another only under another name of the repository.</returns>
    private async Task<Dictionary<string, string>> AddCommitsAsync(HubDb db, Repository repository, CancellationToken stop)
    {
        var known = await db.Of<Commit>(repository).Select(row => row.Oid).ToHashSetAsync(stop);
        var (names, depths) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var line in History.Commits)
        {
            var parent = line.Parent is { } before ? names[before] : null;
            var oid = Pseudonym.Is(line.Person) && History.Head.Node == repository.Node.ToString() ? line.Oid : Commit.NameOf(repository.Node.ToString(), parent, line.Revision, line.Person, line.Title, line.Message, line.At);
            (names[line.Oid], depths[line.Oid]) = (oid, 1 + (line.Parent is null ? 0 : depths[line.Parent]));
            if (!known.Contains(oid))
            {
                db.Add(new Commit
                {
                    Kind = repository.Kind,
                    InstitutionId = repository.InstitutionId,
                    Name = repository.Name,
                    Oid = oid,
                    Parent = parent,
                    Depth = depths[line.Oid],
                    Revision = line.Revision,
                    Title = line.Title,
                    Message = line.Message,
                    PersonId = line.Person,
                    At = line.At,
                });
            }
        }

        return names;
    }

    private void Record(HubDb db, Caller caller, Repository repository)
    {
        repository.CardData = History.Head.CardData;
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = $"{Kind}.restored",
            Subject = repository.Node,
            Facts = new Dictionary<string, object?>
            {
                ["from"] = History.Head.Node,
                ["commits"] = History.Commits.Count,
                ["revisions"] = History.Revisions.Keys.ToList(),
            },
            Ties = [.. History.Revisions.Keys.Select(hash => new Tie(repository.Node.At(hash), Relations.RevisionOf, repository.Node))],
        });
    }
}
