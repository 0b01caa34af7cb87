using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>Settles the tasks of models that were trained anew: the newest revision is a job's, and what that came from does not reach the withdrawn data.</summary>
public static class ClearByEvidence
{
    /// <returns>The models that were settled now.</returns>
    public static async Task<Outcome<IReadOnlyList<NodeRef>>> RunAsync(HubDb db, Caller caller, string id, DateTime now, CancellationToken stop)
    {
        var found = await FindWithdrawal.RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var (report, reach) = (await ImpactReport.ReadAsync(db, caller, found.Value, stop), await WithdrawalReach.OfAsync(db, found.Value, stop));
        var newest = new Dictionary<NodeRef, NodeRef>();
        foreach (var model in report.Items.Where(item => item.Kind == RepositoryKinds.Model && !report.IsDone(item)))
        {
            // Who brings files in by hand may say what they are made of, and answers for it with a note; the hub knows it of a job.
            if (await NewestAsync(db, model, stop) is { JobId: not null } revision)
                newest[model] = revision.Node;
        }

        var reached = await reach.AmongAsync(newest.Values, stop);
        var cleared = newest.Where(pair => !reached.Contains(pair.Value.ToString())).ToList();
        foreach (var (model, revision) in cleared)
            await ChangeTask.StageAsync(db, caller.Node, found.Value, model, TaskState.Done, "", revision.ToString(), now, stop);
        await db.SaveChangesAsync(stop);
        return cleared.ConvertAll(pair => pair.Key);
    }

    private static async Task<Revision?> NewestAsync(HubDb db, NodeRef model, CancellationToken stop)
    {
        var slash = model.Id.IndexOf('/', StringComparison.Ordinal);
        return await db.FindAsync<Repository>([model.Kind, model.Id[..slash], model.Id[(slash + 1)..]], stop) is { DeletedAt: null } repository
            ? await FindRepository.NewestAsync(db, repository, stop)
            : null;
    }
}
