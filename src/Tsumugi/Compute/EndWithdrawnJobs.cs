using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

/// <summary>Jobs that use withdrawn data, or something made from them, do not go on: queued ones never start, and what running ones made is not taken.</summary>
internal sealed class EndWithdrawnJobs(IEnumerable<IExecutor> executors, JobSignals signals) : IEndsWithWithdrawal
{
    public async Task<Action> EndAsync(HubDb db, Withdrawal withdrawal, WithdrawalReach reach, Caller caller, DateTime now, CancellationToken stop)
    {
        var open = await db.Set<Job>().Where(job => job.State != JobState.Succeeded && job.State != JobState.Failed && job.State != JobState.Cancelled).ToListAsync(stop);
        var reached = await reach.AmongAsync(open.Select(job => job.Node), stop);
        var ended = open.Where(job => reached.Contains(job.Node.ToString())).ToList();
        foreach (var job in ended)
            await JobChanges.CancelAsync(db, caller.Node, job, AskWithdrawn.Refuse(withdrawal).Reason, now, stop);
        return () => ended.ForEach(job =>
        {
            foreach (var executor in executors)
                executor.Cancelled(job);
            signals.Changed(job.Id);
        });
    }
}
