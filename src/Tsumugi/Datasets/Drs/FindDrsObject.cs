using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Drs;

/// <summary>Looks objects up, through the same gate as every other door.</summary>
public static class FindDrsObject
{
    /// <summary>Files of a revision that are listed as bundles; more are read by the tree route, page by page.</summary>
    public const int MostFiles = 100_000;

    /// <param name="host">Name, and port when it has one, in the objects' addresses.</param>
    public static async Task<Outcome<DrsObject>> RunAsync(HubDb db, Caller caller, string text, string host, bool expand, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        if (!DrsId.TryParse(text, out var id))
            return NoSuch(text);
        var repository = await FindAsync(db, caller, Act.Read, id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        return id.Folder is null
            ? await BlobAsync(db, repository.Value, id, host, stop)
            : await BundleAsync(db, repository.Value, id, host, expand, stop);
    }

    /// <returns>The content whose bytes the caller may have.</returns>
    public static async Task<Outcome<ContentRow>> BytesAsync(HubDb db, AskDownload download, Caller caller, string text, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        if (!DrsId.TryParse(text, out var id) || id.Folder is not null)
            return NoSuch(text);
        var repository = await FindAsync(db, caller, Act.Use, id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        if (await ContentAsync(db, repository.Value, id, stop) is not { } content)
            return NoSuch(text);
        var refusal = await download.ContentAsync(caller, repository.Value, content.Sha256, stop) ?? await HeldContents.AskAsync(db, caller, repository.Value, content.Sha256, stop);
        return refusal is null ? content : refusal;
    }

    public static Refusal NoSuch(string id) => Refusal.NotFound(
        new($"DRS オブジェクト「{id}」がありません。", $"There is no DRS object '{id}'."),
        new("識別子を確かめてください。", "Check the identifier."));

    // Identifiers carry the first name; a later name that happens to read the same is another repository's.
    private static async Task<Outcome<Repository>> FindAsync(HubDb db, Caller caller, Act act, DrsId id, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, caller, act, id.Kind, id.Id, stop);
        return found.Refused || found.Value.Node.Id == id.Id ? found : NoSuch(id.ToString());
    }

    private static async Task<ContentRow?> ContentAsync(HubDb db, Repository repository, DrsId id, CancellationToken stop) =>
        await db.Of<RepositoryContent>(repository).AnyAsync(row => row.Sha256 == id.Hash, stop) ? await ContentStore.FindAsync(db, id.Hash, stop) : null;

    private static async Task<Outcome<DrsObject>> BlobAsync(HubDb db, Repository repository, DrsId id, string host, CancellationToken stop)
    {
        if (await ContentAsync(db, repository, id, stop) is not { } content)
            return NoSuch(id.ToString());
        return new DrsObject
        {
            Id = id.ToString(),
            SelfUri = Address(host, id.ToString()),
            Size = content.Size,
            CreatedTime = Ld.Moment(content.CreatedAt),
            Version = content.Sha256,
            Checksums = [DrsChecksum.Sha256(content.Sha256)],
            AccessMethods = [DrsAccessMethod.For(id.ToString())],
            Aliases = [repository.Node.ToString()],
        };
    }

    private static async Task<Outcome<DrsObject>> BundleAsync(HubDb db, Repository repository, DrsId id, string host, bool expand, CancellationToken stop)
    {
        var revision = await db.Of<Revision>(repository).AsNoTracking().FirstOrDefaultAsync(row => row.Hash == id.Hash, stop);
        if (revision is null)
            return NoSuch(id.ToString());
        if (revision.FileCount > MostFiles)
            return TooMany(revision);
        if (DrsBundle.Of(await RevisionFiles.AllAsync(db, revision, stop), id.Folder!) is not { } bundle)
            return NoSuch(id.ToString());
        string IdOf(RevisionFile? file, string path) => (file is null ? DrsId.OfRevision(repository, id.Hash, path) : DrsId.OfFile(repository, file.Hash)).ToString();
        return new DrsObject
        {
            Id = id.ToString(),
            Name = id.Folder!.Length == 0 ? repository.Slug : null,
            SelfUri = Address(host, id.ToString()),
            Size = bundle.Size,
            CreatedTime = Ld.Moment(revision.CreatedAt),
            Version = revision.Hash,
            Checksums = [DrsChecksum.Sha256(bundle.Checksum)],
            Contents = bundle.Contents(IdOf, one => Address(host, one), expand),
            Description = repository.TitleEn,
            Aliases = [revision.Node.ToString()],
        };
    }

    private static string Address(string host, string id) => $"drs://{host}/{id}";

    private static Refusal TooMany(Revision revision) => new(
        "too-many-files", 413,
        new($"{revision.FileCount:N0} 件のファイルがあり、まとまりとして示せるのは {MostFiles:N0} 件までです。", $"It has {revision.FileCount:N0} files; a bundle lists at most {MostFiles:N0}."),
        new("ファイル一覧の API でページごとに取得してください。", "Read its tree page by page instead."));
}
