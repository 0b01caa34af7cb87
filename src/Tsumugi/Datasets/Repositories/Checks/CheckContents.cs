using Microsoft.EntityFrameworkCore;
using Tsumugi.Formats.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories.Checks;

/// <summary>Looks into files before they become visible; each content once, however often it is committed.</summary>
public sealed class CheckContents(HubDb db, ContentStore store)
{
    public ContentStore Store => store;

    /// <returns>Why a file cannot be kept at all, or null. What is held or marked is written down.</returns>
    public async Task<Refusal?> RunAsync(IEnumerable<RevisionFile> files, DateTime now, CancellationToken stop)
    {
        foreach (var file in files.DistinctBy(file => (file.Hash, ContentCheck.ExtensionOf(file.Path))))
        {
            var check = await FindAsync(file, stop) ?? await CheckAsync(file, now, stop);
            if (check.Worst == Severity.Refused)
                return Refused(file, check.Findings.First(finding => finding.Severity == Severity.Refused));
        }

        return null;
    }

    private Task<ContentCheck?> FindAsync(RevisionFile file, CancellationToken stop)
    {
        var extension = ContentCheck.ExtensionOf(file.Path);
        return db.Set<ContentCheck>().AsNoTracking().FirstOrDefaultAsync(row => row.Sha256 == file.Hash && row.Extension == extension, stop);
    }

    private async Task<ContentCheck> CheckAsync(RevisionFile file, DateTime now, CancellationToken stop)
    {
        await using var content = await store.OpenAsync(file.Hash, stop);
        var report = await Task.Run(() => FileChecks.Run(content, file.Path, stop), stop);
        var check = new ContentCheck
        {
            Sha256 = file.Hash,
            Extension = ContentCheck.ExtensionOf(file.Path),
            Worst = report.Worst,
            Findings = [.. report.Findings.Select(Kept)],
            At = now,
        };
        db.Add(check);
        try
        {
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException) when (!stop.IsCancellationRequested)
        {
            // Another commit of the same content was quicker; it found the same.
            db.Entry(check).State = EntityState.Detached;
            return await FindAsync(file, stop) ?? throw new InvalidOperationException($"What was found in {file.Hash} cannot be written down.");
        }

        return check;
    }

    private static KeptFinding Kept(Finding finding) => new(
        finding.Code, finding.Severity, finding.Place.ToString(), new(finding.Text.Ja, finding.Text.En), new(finding.Remedy.Ja, finding.Remedy.En));

    private static Refusal Refused(RevisionFile file, KeptFinding finding) => new(
        "bad-file", 422,
        new($"{finding.Place}：{finding.Text.Ja}（{finding.Code}）", $"{finding.Place}: {finding.Text.En} ({finding.Code})"), finding.Remedy);
}
