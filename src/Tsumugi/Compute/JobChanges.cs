using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.Ui;

namespace Tsumugi.Compute;

/// <summary>Moves a job from state to state; the state and what the thread says of it, the version of the code too, are saved together.</summary>
public static class JobChanges
{
    public static readonly NodeRef Hub = NodeRef.Of("hub", "self");

    public static Task StartAsync(HubDb db, Job job, DateTime now, CancellationToken stop)
    {
        job.StartedAt ??= now;
        job.Attempt++;
        return SaveAsync(db, Hub, job, JobState.Starting, default, stop);
    }

    public static Task RunningAsync(HubDb db, Job job, int processId, CancellationToken stop)
    {
        job.ProcessId = processId;
        job.State = JobState.Running;
        return db.SaveChangesAsync(stop);
    }

    public static Task QueueAgainAsync(HubDb db, Job job, Words reason, CancellationToken stop)
    {
        job.ProcessId = null;
        return SaveAsync(db, Hub, job, JobState.Queued, reason, stop);
    }

    /// <summary>Saves the success together with everything that was staged in the same context.</summary>
    public static Task SucceedAsync(HubDb db, Job job, IReadOnlyList<string> outputs, DateTime now, CancellationToken stop)
    {
        job.Outputs = outputs;
        return EndAsync(db, Hub, job, JobState.Succeeded, default, now, stop);
    }

    public static Task FailAsync(HubDb db, Job job, Words reason, DateTime now, CancellationToken stop) =>
        EndAsync(db, Hub, job, JobState.Failed, reason, now, stop);

    public static Task CancelAsync(HubDb db, NodeRef actor, Job job, DateTime now, CancellationToken stop) =>
        EndAsync(db, actor, job, JobState.Cancelled, new("取り消されました。", "It was cancelled."), now, stop);

    public static Task WithdrawnAsync(HubDb db, NodeRef actor, Job job, Words reason, DateTime now, CancellationToken stop) =>
        EndAsync(db, actor, job, JobState.Cancelled, reason, now, stop);

    private static Task EndAsync(HubDb db, NodeRef actor, Job job, JobState state, Words reason, DateTime now, CancellationToken stop)
    {
        job.ProcessId = null;
        job.FinishedAt = now;
        return SaveAsync(db, actor, job, state, reason, stop);
    }

    private static async Task SaveAsync(HubDb db, NodeRef actor, Job job, JobState state, Words reason, CancellationToken stop)
    {
        job.State = state;
        (job.ReasonJa, job.ReasonEn) = (reason.Ja ?? "", reason.En ?? "");
        db.Record(new()
        {
            Actor = actor,
            Kind = $"job.{state.ToString().ToLowerInvariant()}",
            Subject = job.Node,
            Facts = new Dictionary<string, object?> { ["attempt"] = job.Attempt, ["reason"] = job.ReasonEn, ["outputs"] = job.Outputs, ["code"] = HubVersion.Text },
        });
        await db.SaveChangesAsync(stop);
    }
}
