using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>
/// Brings a site's Slurm to what changed in the hub since it was last told: an allocation was awarded, moved, settled or ended,
/// a project has another member. What somebody changed there by hand stays until an operator asks for its repair.
/// </summary>
internal sealed class KeepAccounts(HubDb db, Site site, SlurmAccounts accounts)
{
    private static readonly ItemKind[] InOrder = [ItemKind.Qos, ItemKind.Account, ItemKind.User];

    private readonly List<Words> _problems = [];

    /// <returns>What Slurm refused; empty when it has everything.</returns>
    /// <exception cref="SlurmException">When Slurm does not answer.</exception>
    public Task<IReadOnlyList<Words>> RunAsync(DateTime now, CancellationToken stop) => accounts.AloneAsync<IReadOnlyList<Words>>(async () =>
    {
        var wanted = await WantAccounts.OfAsync(db, site, accounts.Mark, now, stop);
        var told = await db.Set<ToldItem>().Where(row => row.SiteId == site.Id).ToListAsync(stop);
        var names = wanted.Select(item => (item.Kind, item.Name)).ToHashSet();
        var gone = told.Where(row => !names.Contains((row.Kind, row.Name))).ToList();
        foreach (var kind in InOrder)
            await PutAsync([.. wanted.Where(item => item.Kind == kind && told.All(row => row.Kind != kind || row.Name != item.Name || !row.Says(item)))], told, stop);
        foreach (var kind in InOrder.Reverse())
            await RemoveAsync([.. gone.Where(row => row.Kind == kind)], told, stop);
        return _problems;
    }, stop);

    /// <summary>Slurm is asked anew for each kind: what was done to an account shows in its users.</summary>
    private async Task PutAsync(List<ClusterItem> changed, List<ToldItem> told, CancellationToken stop)
    {
        if (changed.Count == 0)
            return;
        var manager = accounts.To(site.Id);
        var found = await ClusterAccounts.ReadAsync(manager, stop);
        foreach (var item in changed)
        {
            var has = found.Find(other => other.Kind == item.Kind && other.Name == item.Name);
            if (has is not null && !CompareAccounts.IsOurs(has, found, accounts.Mark, told))
            {
                _problems.Add(new Drift(DriftKind.Taken, item, has).Text);
                continue;
            }

            if (has?.Value == item.Value || await TryAsync(ClusterAccounts.PutAsync(manager, item, has, stop)))
                await TellAsync(db, site.Id, item, has, stop);
        }
    }

    private async Task RemoveAsync(List<ToldItem> gone, List<ToldItem> told, CancellationToken stop)
    {
        if (gone.Count == 0)
            return;
        var manager = accounts.To(site.Id);
        var found = await ClusterAccounts.ReadAsync(manager, stop);
        foreach (var row in gone)
        {
            var has = found.Find(other => other.Kind == row.Kind && other.Name == row.Name);
            var isOurs = has is not null && CompareAccounts.IsOurs(has, found, accounts.Mark, told);

            // While jobs of somebody run in the account, they must go on being counted under the limits.
            if (isOurs && ((row.Kind == ItemKind.Qos && _problems.Count > 0) || !await TryAsync(ClusterAccounts.RemoveAsync(manager, has!, stop))))
                continue;
            db.Remove(row);
            await db.SaveChangesAsync(stop);
        }
    }

    private async Task<bool> TryAsync(Task change)
    {
        try
        {
            await change;
            return true;
        }
        catch (SlurmException error) when (error.Trouble == SlurmTrouble.Refused)
        {
            _problems.Add(Words.Same(error.Message));
            return false;
        }
    }

    /// <summary>Writes down what Slurm was told.</summary>
    public static async Task TellAsync(HubDb db, string site, ClusterItem item, ClusterItem? found, CancellationToken stop)
    {
        var row = await db.Set<ToldItem>().FirstOrDefaultAsync(kept => kept.SiteId == site && kept.Kind == item.Kind && kept.Name == item.Name, stop)
            ?? db.Add(new ToldItem { SiteId = site, Kind = item.Kind, Name = item.Name, Value = "" }).Entity;
        (row.Value, row.Description) = (item.Value, found?.Description ?? item.Description);
        await db.SaveChangesAsync(stop);
    }
}
