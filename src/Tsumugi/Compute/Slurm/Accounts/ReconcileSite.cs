using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Slurm.Accounts;

/// <summary>Compares what a site's Slurm has of the hub's with what it should have, and mends it where an operator asks. What is not the hub's own is left alone.</summary>
internal sealed class ReconcileSite(HubDb db, SlurmAccounts accounts)
{
    public async Task<Outcome<Reconciliation>> RunAsync(Caller caller, string id, bool repair, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var found = await FindSite.RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (!accounts.Keeps(id) || found.Value.Slurm is null)
            return NotKept(id);
        try
        {
            return await accounts.AloneAsync(() => RunAsync(caller, found.Value, repair, stop), stop);
        }
        catch (SlurmException error)
        {
            return new Refusal(
                "site-does-not-answer", 503, new($"Slurm の会計に問い合わせられません：{error.Message}", $"Slurm's accounting does not answer: {error.Message}"),
                new("slurmdbd と、TSUMUGI_SACCTMGR のコマンドが動くかを確かめてください。ジョブの受け渡しは続いています。", "See that slurmdbd runs, and the command in TSUMUGI_SACCTMGR. Jobs go on meanwhile."));
        }
    }

    private async Task<Reconciliation> RunAsync(Caller caller, Site site, bool repair, CancellationToken stop)
    {
        var manager = accounts.To(site.Id);
        var wanted = await WantAccounts.OfAsync(db, site, accounts.Mark, DateTime.UtcNow, stop);
        var drifts = await CompareAsync(site, manager, wanted, stop);
        var refused = new List<string>();
        var tried = repair ? drifts.Where(drift => drift.Repairable).ToList() : [];
        foreach (var drift in tried.Where(drift => drift.Wanted is not null).OrderBy(drift => drift.Item.Kind).Concat(tried.Where(drift => drift.Wanted is null).OrderByDescending(drift => drift.Item.Kind)))
            await RepairAsync(caller, site, manager, drift, refused, stop);
        var left = tried.Count == 0 ? drifts : await CompareAsync(site, manager, wanted, stop);
        return new()
        {
            Site = site.Id,
            Agreeing = wanted.Count - left.Count(drift => drift.Wanted is not null),
            Drifts = [.. left.Select(drift => drift.View)],
            Repaired = [.. tried.Where(drift => left.All(other => other.Item.Kind != drift.Item.Kind || other.Item.Name != drift.Item.Name)).Select(drift => drift.View)],
            Refused = refused,
            Notes = [.. Notes(site).Select(note => note.ToString())],
        };
    }

    private async Task<List<Drift>> CompareAsync(Site site, SlurmManager manager, IReadOnlyList<ClusterItem> wanted, CancellationToken stop) => CompareAccounts.Run(
        wanted, await ClusterAccounts.ReadAsync(manager, stop), accounts.Mark, await db.Set<ToldItem>().AsNoTracking().Where(row => row.SiteId == site.Id).ToListAsync(stop));

    private async Task RepairAsync(Caller caller, Site site, SlurmManager manager, Drift drift, List<string> refused, CancellationToken stop)
    {
        try
        {
            if (drift.Wanted is { } wanted)
            {
                // Mending its account may have mended it, too; then this says the same once more.
                await ClusterAccounts.PutAsync(manager, wanted, drift.Found, stop);
                await KeepAccounts.TellAsync(db, site.Id, wanted, drift.Found, stop);
            }
            else
            {
                await ClusterAccounts.RemoveAsync(manager, drift.Found!, stop);
                await db.Set<ToldItem>().Where(row => row.SiteId == site.Id && row.Kind == drift.Item.Kind && row.Name == drift.Item.Name).ExecuteDeleteAsync(stop);
            }
        }
        catch (SlurmException error) when (error.Trouble == SlurmTrouble.Refused)
        {
            refused.Add($"{drift.Item.Name}: {error.Message}");
            return;
        }

        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "site.repaired",
            Subject = site.Node,
            Facts = new Dictionary<string, object?> { ["drift"] = drift.Kind.ToString(), ["name"] = drift.Item.Name, ["found"] = drift.Found?.Value, ["now"] = drift.Wanted?.Value },
            Ties = [],
        });
        await db.SaveChangesAsync(stop);
    }

    private static IEnumerable<Words> Notes(Site site)
    {
        if (Limits.AreApart(site))
        {
            yield return new(
                "コアと GPU の上限は別々に設定されています。両方を合わせた利用は、割り当てを超えることがあります。パーティションの TRESBillingWeights を単価に比例させると、1 つの上限（billing）になります。",
                "Cores and GPUs are limited each for itself, so that both together may exceed the allocation. Where the partitions' TRESBillingWeights follow the prices, one limit (billing) binds the sum.");
        }
    }

    private static Refusal NotKept(string id) => Refusal.Conflict(
        "accounts-not-kept",
        new($"計算拠点 {id} では、ハブは Slurm のアカウントを管理していません。", $"The hub does not keep Slurm's accounts at the site {id}."),
        new($"ハブの計算機で TSUMUGI_SACCTMGR に「{id}=コマンド」を設定してください。", $"Set TSUMUGI_SACCTMGR to '{id}=COMMAND' on the hub's machine."));
}
