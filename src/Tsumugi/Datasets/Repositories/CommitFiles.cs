using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Formats.Checks;
using Tsumugi.Formats.Checks.Paths;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Changes files of one branch: all of it, on the thread, or nothing.</summary>
public sealed record CommitFiles
{
    /// <summary>A list of this length is still read and written within a second.</summary>
    public const int MostOperations = 100_000;

    public required Repository Repository { get; init; }

    public string Branch { get; init; } = RepositoryRef.Main;

    public required IReadOnlyList<FileOperation> Operations { get; init; }

    public required string Title { get; init; }

    public string Message { get; init; } = "";

    /// <summary>The card that comes with this commit; it becomes the repository's. Null leaves it as it is.</summary>
    public ModelCard? Card { get; init; }

    /// <summary>The commit that the branch must still stand at, or its beginning; null when that does not matter.</summary>
    public string? Parent { get; init; }

    public async Task<Outcome<Commit>> RunAsync(HubDb db, CheckContents checks, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.Ask(caller, Act.Write, Repository.Guarded) is { } refusal)
            return refusal;
        if (Operations.Count > MostOperations)
            return TooMany;

        using var held = checks.Store.Hold();
        if (await CheckContentsAsync(db, caller, stop) is { } unknown)
            return unknown;
        if (await checks.RunAsync(Operations.OfType<FileOperation.Put>().Select(put => put.File), now, stop) is { } found)
            return found;

        // From here on no other writer moves the branch: the transaction holds the records for itself.
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var branch = await db.Of<RepositoryRef>(Repository).AsNoTracking().FirstOrDefaultAsync(row => row.Ref == Branch && !row.IsTag, stop);
        if (branch is null && Branch != RepositoryRef.Main)
            return NoBranch(Repository, Branch);
        var head = branch is null ? null : await FindRevision.CommitAsync(db, Repository, branch.Oid, stop);
        if (Parent is { Length: > 0 } parent && head?.Oid.StartsWith(parent, StringComparison.Ordinal) != true)
            return Moved(parent, head?.Oid);
        var before = head is null ? null : await db.Of<Revision>(Repository).AsNoTracking().FirstAsync(row => row.Hash == head.Revision, stop);
        var old = before is null ? [] : await RevisionFiles.AllAsync(db, before, stop);
        var files = Decide(old, Operations);
        if (files.Refused)
            return files.Refusal!;
        if (await Quota.AskAsync(db, checks.Store, Repository.Owners, Sizes(files.Value), stop) is { } full)
            return full;
        var (_, commit) = await new AddRevision
        {
            Repository = Repository,
            Actor = caller.Node,
            PersonId = caller.PersonId!,
            Files = files.Value,
            Facts = before is null ? "{}" : CarriedOver.Facts(before, old, files.Value),
            Sources =
            [
                .. before is null ? [] : await CarriedOver.SourcesAsync(db, before, old, files.Value, stop),
                .. await CarriedOver.ReturnedAsync(db, Repository, old, files.Value, stop),
            ],
            Branch = Branch,
            Title = Title,
            Message = Message,
        }.CommitAsync(db, now, stop);
        if (Card is { } card)
            (Repository.Card, Repository.CardData) = (card.Markdown, card.Data);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return commit;
    }

    /// <summary>The files after the changes, in order.</summary>
    public static Outcome<IReadOnlyList<RevisionFile>> Decide(IReadOnlyList<RevisionFile> before, IReadOnlyList<FileOperation> operations)
    {
        if (operations.Count > MostOperations)
            return TooMany;
        var files = new SortedDictionary<string, RevisionFile>(StringComparer.Ordinal);
        foreach (var file in before)
            files[file.Path] = file;
        foreach (var operation in operations)
        {
            if (operation is FileOperation.Put && RepositoryPath.Check(operation.Path) is [var fault, ..])
                return BadPath(fault);
            switch (operation)
            {
                case FileOperation.Put put:
                    files[put.Path] = put.File;
                    break;
                case FileOperation.Delete:
                    if (!files.Remove(operation.Path))
                        return NoEntry(operation.Path);
                    break;
                case FileOperation.DeleteFolder:
                    var prefix = operation.Path.TrimEnd('/') + "/";
                    var inside = files.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).ToList();
                    if (inside.Count == 0)
                        return NoEntry(operation.Path);
                    inside.ForEach(path => files.Remove(path));
                    break;
            }
        }

        IReadOnlyList<RevisionFile> after = [.. files.Values];
        return RepositoryPath.CheckAll(after.Select(file => file.Path)) is [var clash, ..] ? BadPath(clash) : Outcome.Of(after);
    }

    /// <summary>Each content once: SHA-256 → bytes.</summary>
    public static IReadOnlyDictionary<string, long> Sizes(IEnumerable<RevisionFile> files) =>
        files.DistinctBy(file => file.Hash).ToDictionary(file => file.Hash, file => file.Size, StringComparer.Ordinal);

    public static Refusal NoEntry(string path) => new(
        "no-entry", 404, new($"{path} がありません。", $"There is no {path}."),
        new("パスと版を確かめてください。", "Check the path and the revision."));

    public static Refusal Collected(string path) => new(
        "gone", 410,
        new($"{path} の中身は、リポジトリが削除されて保管期間を過ぎたため残っていません。", $"The bytes of {path} are gone: its repository was deleted, and their time was over."),
        new("手元にあれば、もう一度アップロードしてください。", "Upload the file again if you still have it."));

    public static Refusal NoBranch(Repository repository, string branch) => new(
        "no-revision", 404, new($"{repository.Id} にブランチ「{branch}」がありません。", $"{repository.Id} has no branch '{branch}'."),
        new("先にブランチを作ってください。", "Create the branch first."));

    public static Refusal NotUploaded(string path, string hash) => Refusal.Invalid(
        "not-uploaded",
        new($"{path} の中身（SHA-256 {hash}）がハブにありません。", $"The content of {path} (SHA-256 {hash}) has not been uploaded."),
        new("先にファイルをアップロードしてください。", "Upload the file first."));

    /// <summary>A content may be committed by whoever may read it somewhere, or brought it in: a hash alone opens nothing.</summary>
    private async Task<Refusal?> CheckContentsAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        foreach (var some in Operations.OfType<FileOperation.Put>().DistinctBy(put => put.File.Hash).Chunk(1000))
        {
            var known = await ReachableContents.AmongAsync(db, caller, Repository, [.. some.Select(put => put.File.Hash)], stop);
            foreach (var put in some)
            {
                if (!known.TryGetValue(put.File.Hash, out var size) || size != put.File.Size)
                    return NotUploaded(put.Path, put.File.Hash);
            }
        }

        return null;
    }

    private static Refusal Moved(string expected, string? head) => new(
        "branch-moved", 412,
        new($"ブランチは {expected} から進んでいます（現在は {head ?? "空"}）。", $"The branch no longer stands at {expected}; it is now at {head ?? "no commit"}."),
        new("最新の版を取得してから、もう一度コミットしてください。", "Fetch the newest revision and commit again."));

    public static Refusal BadPath(Finding fault) => Refusal.Invalid(
        "bad-path", new($"{fault.Place}：{fault.Text.Ja}", $"{fault.Place}: {fault.Text.En}"), new(fault.Remedy.Ja, fault.Remedy.En));

    private static Refusal TooMany { get; } = new(
        "too-many-operations", 413,
        new($"1 つのコミットで変えられるのは {MostOperations:N0} 件までです。", $"One commit may change at most {MostOperations:N0} files."),
        new("コミットを分けてください。", "Divide it into several commits."));
}
