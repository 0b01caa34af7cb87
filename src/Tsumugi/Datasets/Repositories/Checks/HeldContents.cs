using Microsoft.EntityFrameworkCore;
using Tsumugi.Formats.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories.Checks;

/// <summary>Files that may hold personal data, or cannot be looked into, stay with their institution until a steward releases them.</summary>
public static class HeldContents
{
    private const int MostReason = 1000;

    /// <returns>Why the content may not be had from this repository by the caller, or null.</returns>
    public static Task<Refusal?> AskAsync(HubDb db, Caller caller, Repository repository, string sha256, CancellationToken stop) =>
        AskAsync(db, Gate.IsOwn(caller, repository.Guarded), repository, sha256, stop);

    /// <param name="isOwn">Whether it is asked for within its institution.</param>
    public static async Task<Refusal?> AskAsync(HubDb db, bool isOwn, Repository repository, string sha256, CancellationToken stop)
    {
        if (isOwn || !await db.Set<ContentCheck>().AnyAsync(row => row.Sha256 == sha256 && row.Worst == Severity.Held, stop))
            return null;
        return await db.Of<ContentRelease>(repository).AnyAsync(row => row.Sha256 == sha256, stop) ? null : Held(repository);
    }

    /// <returns>Those among some contents that the caller may not have from this repository.</returns>
    public static async Task<HashSet<string>> AmongAsync(HubDb db, Caller caller, Repository repository, IReadOnlyCollection<string> hashes, CancellationToken stop)
    {
        if (Gate.IsOwn(caller, repository.Guarded))
            return [];
        var held = new HashSet<string>(StringComparer.Ordinal);
        var released = db.Of<ContentRelease>(repository).Select(row => row.Sha256);
        foreach (var some in hashes.Distinct().Chunk(5000))
            held.UnionWith(await db.Set<ContentCheck>().Where(row => some.Contains(row.Sha256) && row.Worst == Severity.Held && !released.Contains(row.Sha256)).Select(row => row.Sha256).ToListAsync(stop));

        return held;
    }

    /// <summary>What was found in the files of a revision, by path; files without findings are left out.</summary>
    public static async Task<Dictionary<string, ContentCheck>> FoundAsync(HubDb db, IReadOnlyCollection<RevisionFile> files, CancellationToken stop)
    {
        var hashes = files.Select(file => file.Hash).Distinct().ToList();
        var checks = await db.Set<ContentCheck>().AsNoTracking().Where(row => hashes.Contains(row.Sha256) && row.Worst != null)
            .ToDictionaryAsync(row => (row.Sha256, row.Extension), stop);
        return files.Select(file => (file.Path, Check: checks.GetValueOrDefault((file.Hash, ContentCheck.ExtensionOf(file.Path)))))
            .Where(pair => pair.Check is not null).ToDictionary(pair => pair.Path, pair => pair.Check!, StringComparer.Ordinal);
    }

    /// <summary>A steward of the institution answers for it that the content may go out.</summary>
    public static async Task<Refusal?> ReleaseAsync(HubDb db, Caller caller, Repository repository, string sha256, string reason, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSteward(caller, repository.InstitutionId) is { } refusal)
            return refusal;
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MostReason)
            return Refusal.Invalid("no-reason", new("公開してよい理由がありません。", "There is no reason given."), new($"確認した内容を {MostReason} 文字以内で書いてください。", $"Say in at most {MostReason} characters what you checked."));
        if (!await db.Of<RepositoryContent>(repository).AnyAsync(row => row.Sha256 == sha256, stop))
            return CommitFiles.NoEntry(sha256);
        if (await db.Of<ContentRelease>(repository).AnyAsync(row => row.Sha256 == sha256, stop))
            return null;
        db.Add(new ContentRelease
        {
            Kind = repository.Kind,
            InstitutionId = repository.InstitutionId,
            Name = repository.Name,
            Sha256 = sha256,
            PersonId = caller.PersonId!,
            Reason = reason,
            At = now,
        });
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = $"{repository.Kind}.released",
            Subject = repository.Node,
            Facts = new Dictionary<string, object?> { ["sha256"] = sha256, ["reason"] = reason },
        });
        await db.SaveChangesAsync(stop);
        return null;
    }

    private static Refusal Held(Repository repository) => new(
        "held", 403,
        new("個人に関わる情報を含む可能性があるため、このファイルは保留されています。", "This file is held back, because it may contain data about persons or cannot be looked into."),
        new($"{repository.InstitutionId} の管理者が確認して公開するまでお待ちください。", $"A steward of {repository.InstitutionId} must check and release it first."));
}
