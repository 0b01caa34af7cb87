using Microsoft.EntityFrameworkCore;
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

    /// <param name="origins">As <see cref="FindOrigins"/> gives them.</param>
    /// <returns>The oldest first.</returns>
    public static async Task<IReadOnlyList<Withdrawal>> AmongAsync(HubDb db, List<string> origins, CancellationToken stop)
    {
        var ids = new List<string>();
        await foreach (var row in db.RowsAsync(
            """
            SELECT DISTINCT withdrawal.Id FROM json_each(@value) AS origin CROSS JOIN withdrawal ON Dataset = substr(origin.value, 1, instr(origin.value || '@', '@') - 1)
            WHERE Confirmed IS NULL OR EXISTS (SELECT 1 FROM withdrawn_revision WHERE WithdrawalId = withdrawal.Id AND Node = origin.value)
            """, origins, stop))
        {
            ids.Add(row.GetString(0));
        }

        return ids.Count == 0 ? [] : await db.Set<Withdrawal>().AsNoTracking().Where(row => ids.Contains(row.Id)).OrderBy(row => row.At).ToListAsync(stop);
    }
}
