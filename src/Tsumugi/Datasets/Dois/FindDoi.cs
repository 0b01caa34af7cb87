using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Dois;

/// <param name="Newest">What was to be told last; the landing page shows it.</param>
/// <param name="Waiting">The oldest that the agency has not taken yet; null when it knows all.</param>
/// <param name="SentAt">When the agency last took something.</param>
public sealed record DoiStanding(Doi Doi, DoiDeposit Newest, DoiDeposit? Waiting, DateTime? SentAt);

/// <summary>Looks DOIs up; the gate is not asked.</summary>
public static class FindDoi
{
    /// <param name="doi"><c>prefix/suffix</c> in any case.</param>
    public static async Task<DoiStanding?> RunAsync(HubDb db, string doi, CancellationToken stop)
    {
        var value = doi.ToLowerInvariant();
        return await db.Set<Doi>().FirstOrDefaultAsync(row => row.Value == value, stop) is { } found ? await StandingAsync(db, found, stop) : null;
    }

    /// <returns>Those of a repository and its revisions, the newest first.</returns>
    public static async Task<List<DoiStanding>> OfAsync(HubDb db, Repository repository, CancellationToken stop)
    {
        var standings = new List<DoiStanding>();
        foreach (var doi in await db.Of<Doi>(repository).OrderByDescending(row => row.MintedAt).ToListAsync(stop))
            standings.Add(await StandingAsync(db, doi, stop));
        return standings;
    }

    /// <returns>The published DOI that stands for a revision: its own, else the repository's while the revision is the newest; or null.</returns>
    public static async Task<string?> OfRevisionAsync(HubDb db, NodeRef revision, CancellationToken stop)
    {
        if (await FindRepository.OfNode(db, revision).AsNoTracking().FirstOrDefaultAsync(stop) is not { } repository)
            return null;
        var published = await db.Of<Doi>(repository).AsNoTracking().Where(row => row.State != DoiState.Draft).ToListAsync(stop);
        if (published.Find(row => row.Revision == revision.Revision) is { } own)
            return own.Value;
        return published.Find(row => row.Revision is null) is { } whole && (await FindRepository.NewestAsync(db, repository, stop))?.Hash == revision.Revision
            ? whole.Value
            : null;
    }

    private static async Task<DoiStanding> StandingAsync(HubDb db, Doi doi, CancellationToken stop)
    {
        var deposits = db.Set<DoiDeposit>().AsNoTracking().Where(row => row.Doi == doi.Value);
        var newest = await deposits.OrderByDescending(row => row.Id).FirstAsync(stop);
        var waiting = newest.RefusedAt is null ? await deposits.Where(row => row.DueAt != null).OrderBy(row => row.Id).FirstOrDefaultAsync(stop) : newest;
        return new(doi, newest, waiting, await deposits.MaxAsync(row => row.SentAt, stop));
    }
}
