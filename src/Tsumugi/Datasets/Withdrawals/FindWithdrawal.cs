using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Samples;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>Looks withdrawals up through the gate: who may see the dataset may know that, when and why it was withdrawn.</summary>
public static class FindWithdrawal
{
    public static async Task<Outcome<Withdrawal>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        if (await db.Set<Withdrawal>().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } withdrawal)
            return Gate.NoSuch(new($"撤回 {id} ", $"the withdrawal {id}"));

        if (withdrawal.Node.Kind == Sample.NodeKind)
            return await OfSampleAsync(db, caller, withdrawal, stop);

        // A deleted dataset is still withdrawn.
        var dataset = await FindRepository.OfNode(db, withdrawal.Node).AsNoTracking().FirstAsync(stop);
        return Gate.Ask(caller, Act.Read, dataset.Guarded) is { } refusal ? refusal : withdrawal;
    }

    /// <summary>Whoever may not see the sample learns of its withdrawal from what was made of it, not from here.</summary>
    private static async Task<Outcome<Withdrawal>> OfSampleAsync(HubDb db, Caller caller, Withdrawal withdrawal, CancellationToken stop) =>
        await FindSample.RunAsync(db, caller, Act.Read, withdrawal.Node.Id, stop) is { Refused: true } found ? found.Refusal! : withdrawal;

    /// <summary>Those of a dataset, the newest first.</summary>
    public static async Task<List<Withdrawal>> OfAsync(HubDb db, Repository dataset, CancellationToken stop)
    {
        var node = dataset.Node.ToString();
        return await db.Set<Withdrawal>().AsNoTracking().Where(row => row.Dataset == node).OrderByDescending(row => row.At).ToListAsync(stop);
    }

    public static bool MayDecide(Caller caller, Withdrawal withdrawal) => Gate.AskSteward(caller, withdrawal.InstitutionId) is null;

    public static async Task<WithdrawalView> ViewAsync(HubDb db, Caller caller, Withdrawal withdrawal, CancellationToken stop)
    {
        var revisions = await db.Set<WithdrawnRevision>().Where(row => row.WithdrawalId == withdrawal.Id).Select(row => row.Node).ToListAsync(stop);
        return new(
            withdrawal.Id, withdrawal.Dataset, withdrawal.Subjects.Count, MayDecide(caller, withdrawal) ? withdrawal.Subjects : null,
            withdrawal.Reason, withdrawal.PersonId, withdrawal.At, withdrawal.Confirmed, revisions);
    }
}
