using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>Which withdrawals reach something: the part of the gate that no purpose and no membership opens.</summary>
public static class FindWithdrawals
{
    /// <returns>Why nobody may use the nodes, or null.</returns>
    public static async Task<Refusal?> AskAsync(HubDb db, IEnumerable<NodeRef> nodes, CancellationToken stop) =>
        await AmongAsync(db, await FindOrigins.OfAsync(db, nodes, stop), stop) is [var withdrawal, ..] ? AskWithdrawn.Refuse(withdrawal) : null;

    /// <returns>Why nobody may have a content from a repository: no revision that holds it may be used. Or null.</returns>
    public static async Task<Refusal?> AskAsync(HubDb db, Repository repository, string sha256, CancellationToken stop)
    {
        if (!await db.Set<Withdrawal>().AnyAsync(stop))
            return null;
        var revisions = await FindRepository.Of(db, repository).ToListAsync(stop);
        if (await AskAsync(db, revisions.Select(revision => revision.Node), stop) is not { } withdrawn)
            return null;
        foreach (var revision in revisions)
        {
            if (await AskAsync(db, [revision.Node], stop) is null && (await RevisionFiles.AllAsync(db, revision, stop)).Any(file => file.Hash == sha256))
                return null;
        }

        return withdrawn;
    }

    /// <param name="origins">Revisions of datasets, as <see cref="FindOrigins"/> gives them.</param>
    /// <returns>The oldest first.</returns>
    public static async Task<IReadOnlyList<Withdrawal>> AmongAsync(HubDb db, IReadOnlyCollection<NodeRef> origins, CancellationToken stop)
    {
        var (ids, datasets) = (new List<string>(), origins.Where(origin => origin.Kind == RepositoryKinds.Dataset).ToLookup(origin => origin.Whole.ToString(), origin => origin.ToString()));
        await foreach (var row in db.RowsAsync(
            """
            SELECT DISTINCT withdrawal.Id FROM json_each(@value) AS origin CROSS JOIN withdrawal ON Dataset = origin.value ->> 0
            WHERE Confirmed IS NULL OR EXISTS (SELECT 1 FROM withdrawn_revision WHERE WithdrawalId = withdrawal.Id AND Node IN (SELECT value FROM json_each(origin.value ->> 1)))
            """, datasets.Select(revisions => (object[])[revisions.Key, revisions]), stop))
        {
            ids.Add(row.GetString(0));
        }

        return ids.Count == 0 ? [] : await db.Set<Withdrawal>().AsNoTracking().Where(row => ids.Contains(row.Id)).OrderBy(row => row.At).ToListAsync(stop);
    }
}
