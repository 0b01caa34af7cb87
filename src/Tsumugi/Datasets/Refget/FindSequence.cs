using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Refget;

/// <param name="Names">What its file calls it.</param>
public sealed record FoundSequence(RefgetSequence Sequence, ContentRow Content, IReadOnlyList<string> Names);

/// <summary>Finds a sequence by its digest in a repository that lets the caller have it.</summary>
public sealed class FindSequence(HubDb db, AskDownload download)
{
    /// <summary>Sequences with one digest that are looked at: the same genome may lie in many files.</summary>
    private const int Most = 200;

    public async Task<Outcome<FoundSequence>> RunAsync(Caller caller, string text, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        if (RefgetId.Parse(text) is not { } id)
            return NoSuch(text);
        var all = db.Set<RefgetSequence>().AsNoTracking();
        var rows = await (id.Md5 is { } md5 ? all.Where(row => row.Md5 == md5) : all.Where(row => row.Ga4gh == id.Ga4gh)).OrderBy(row => row.Sha256).ThenBy(row => row.Number).Take(Most).ToListAsync(stop);
        Refusal? forbidden = null;
        var found = new List<FoundSequence>();
        foreach (var same in rows.GroupBy(row => row.Sha256))
        {
            // Files can be made whose MD5 is that of another sequence; the other digests hold.
            if (found.Count > 0 && same.All(row => row.Ga4gh == found[0].Sequence.Ga4gh))
                continue;
            var content = await ContentAsync(caller, same.Key, stop);
            if (content is { Refused: false })
                found.Add(new(same.First(), content.Value.Value, [.. same.Select(row => row.Name).Where(name => name.Length > 0).Distinct()]));
            else if (content?.Refusal is { Status: StatusCodes.Status403Forbidden } refusal)
                forbidden ??= refusal;
        }

        if (found.Select(one => one.Sequence.Ga4gh).Distinct().Count() > 1)
            return Ambiguous(text, found);
        return found.Count > 0 ? found[0] : forbidden ?? NoSuch(text);
    }

    /// <returns>The content, why it is refused, or null when no repository has it.</returns>
    private async Task<Outcome<ContentRow>?> ContentAsync(Caller caller, string sha256, CancellationToken stop)
    {
        var holders = await (
            from held in db.Set<RepositoryContent>()
            where held.Sha256 == sha256
            join repository in db.Set<Repository>() on new { held.Kind, held.InstitutionId, held.Name } equals new { repository.Kind, repository.InstitutionId, repository.Name }
            where repository.DeletedAt == null
            orderby repository.Kind, repository.InstitutionId, repository.Name
            select repository).AsNoTracking().Take(Most).ToListAsync(stop);
        Outcome<ContentRow>? outcome = null;
        foreach (var holder in holders)
        {
            var seen = await FindRepository.RunAsync(db, caller, Act.Use, holder.Kind, holder.Id, stop);
            var refusal = seen.Refusal ?? await download.ContentAsync(caller, seen.Value, sha256, stop) ?? await HeldContents.AskAsync(db, caller, seen.Value, sha256, stop);
            if (refusal is null)
            {
                if (await ContentStore.FindAsync(db, sha256, stop) is { } content)
                    return Outcome.Of(content);
                continue;
            }

            if (outcome is null || refusal.Status == StatusCodes.Status403Forbidden)
                outcome = (Outcome<ContentRow>)refusal;
        }

        return outcome;
    }

    private static Refusal NoSuch(string text) => Refusal.NotFound(
        new($"ダイジェストが「{text}」の配列は、見られるファイルの中にありません。", $"No file that you may read has a sequence with the digest '{text}'."),
        new("MD5、SQ. で始まる GA4GH のダイジェスト、TRUNC512 のいずれかを書いてください。FASTA ファイルは、登録してから少し後に読み込まれます。", "Write an MD5, a GA4GH digest that begins with SQ., or a TRUNC512. FASTA files are read shortly after they are put in."));

    private static Refusal Ambiguous(string text, List<FoundSequence> found) => Refusal.Conflict(
        "ambiguous-digest",
        new($"{text} に当たる配列が複数あります。", $"More than one sequence has {text}."),
        new($"GA4GH のダイジェストで指定してください: {string.Join("、", found.Select(one => one.Sequence.Ga4gh))}", $"Ask by a GA4GH digest: {string.Join(", ", found.Select(one => one.Sequence.Ga4gh))}."));
}
