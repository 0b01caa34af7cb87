using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Asks the gate once before the hub answers anybody: what the first decision compiles and prepares is then there, and nobody waits for it.</summary>
public static class WarmGate
{
    /// <summary>Something in every part, so that every rule has something to say.</summary>
    private static readonly DataUseConditions Strict = new()
    {
        Permission = Permission.DiseaseSpecific,
        Diseases = ["MONDO:0004992"],
        Modifiers = [Modifier.EthicsApprovalRequired, Modifier.PublicationRequired, Modifier.NonCommercialUseOnly],
        Limits = new() { Users = ["nobody"], Regions = ["JP"], UseUntil = DateOnly.MinValue },
        Licences = ["CC-BY-NC-4.0"],
        ModelTraining = Allowance.ByApproval,
    };

    public static async Task RunAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var node = (await db.Set<Repository>().AsNoTracking().OrderByDescending(row => row.UpdatedAt).FirstOrDefaultAsync(stop))?.Node ?? NodeRef.Of(RepositoryKinds.Dataset, "nobody/nothing");
        await FindWithdrawals.AskAsync(db, [node], stop);
        var effective = await EffectiveConditions.OfAsync(db, [node], stop);
        foreach (var known in (EffectiveConditions[])[effective, new(Strict, [new(node, Strict), new(node, DataUseConditions.None)], [])])
            known.Decide(Purpose.FoundationModelTraining, now).ToRefusal();
    }
}
