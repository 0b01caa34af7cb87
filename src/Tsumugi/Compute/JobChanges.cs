using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Failures;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.Ui;

namespace Tsumugi.Compute;

/// <summary>Moves a job from state to state; the state and what the thread says of it, the version of the code too, are saved together.</summary>
public static class JobChanges
{
    public static readonly NodeRef Hub = NodeRef.Of("hub", "self");

    /// <summary>What it waited for is there: it takes their models, and waits for its turn.</summary>
    /// <param name="jobs">Those that it waited for, by their ids.</param>
    public static Task ReleaseAsync(HubDb db, Job job, IReadOnlyDictionary<string, Job> jobs, CancellationToken stop)
    {
        var made = new List<Tie>();
        job.Inputs = job.Inputs.ToDictionary(input => input.Key, input =>
        {
            var node = NodeRef.Parse(input.Value);
            if (node.Kind != Job.NodeKind)
                return input.Value;
            made.Add(new(job.Node, Relations.Used, jobs[node.Id].Model!.Value));
            return jobs[node.Id].Model!.Value.ToString();
        });
        return SaveAsync(db, Hub, job, JobState.Queued, default, stop, made);
    }

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

    /// <summary>A site's engine began to run it.</summary>
    public static Task RunningAtSiteAsync(HubDb db, Job job, string? nodes, DateTime now, CancellationToken stop)
    {
        job.StartedAt ??= now;
        job.Nodes = nodes;
        return SaveAsync(db, Hub, job, JobState.Running, default, stop);
    }

    /// <summary>The engine took it from its machines and keeps it waiting; it is still the same attempt there.</summary>
    public static Task PutBackAsync(HubDb db, Job job, Words reason, CancellationToken stop) => SaveAsync(db, Hub, job, JobState.Queued, reason, stop);

    /// <summary>The outputs are being taken over.</summary>
    public static Task FinishingAsync(HubDb db, Job job, CancellationToken stop)
    {
        job.State = JobState.Finishing;
        return db.SaveChangesAsync(stop);
    }

    /// <param name="notBefore">When the next attempt may begin at the earliest; null for at once.</param>
    public static Task QueueAgainAsync(HubDb db, Job job, FailureKind? failure, Words reason, DateTime? notBefore, CancellationToken stop)
    {
        Excuse(job, failure);
        (job.ProcessId, job.HandedAt, job.EngineJobId, job.NotBefore) = (null, null, null, notBefore);
        return SaveAsync(db, Hub, job, JobState.Queued, reason, stop);
    }

    /// <summary>Saves the success together with everything that was staged in the same context.</summary>
    public static Task SucceedAsync(HubDb db, Job job, IReadOnlyList<string> outputs, DateTime now, CancellationToken stop)
    {
        (job.Outputs, job.HandedAt) = (outputs, null);
        return EndAsync(db, Hub, job, JobState.Succeeded, default, now, stop);
    }

    public static Task FailAsync(HubDb db, Job job, FailureKind failure, Words reason, DateTime now, CancellationToken stop)
    {
        Excuse(job, failure);
        (job.Failure, job.HandedAt) = (failure, null);
        return EndAsync(db, Hub, job, JobState.Failed, reason, now, stop);
    }

    /// <summary>What an engine may still have of it is ended by its executor.</summary>
    public static Task CancelAsync(HubDb db, NodeRef actor, Job job, Words reason, DateTime now, CancellationToken stop) =>
        EndAsync(db, actor, job, JobState.Cancelled, reason, now, stop);

    /// <summary>What it used until the infrastructure failed is not charged.</summary>
    private static void Excuse(Job job, FailureKind? failure)
    {
        if (failure is { } kind && Remedies.IsInfrastructure(kind))
            job.Unbilled = [.. job.Unbilled, job.RunAtEngine];
    }

    private static Task EndAsync(HubDb db, NodeRef actor, Job job, JobState state, Words reason, DateTime now, CancellationToken stop)
    {
        job.ProcessId = null;
        job.FinishedAt = now;
        Stage(db, actor, job, state, reason);
        return SettleCharge.SaveAsync(db, job.Id, now, stop);
    }

    private static Task<int> SaveAsync(HubDb db, NodeRef actor, Job job, JobState state, Words reason, CancellationToken stop, params IReadOnlyList<Tie> ties)
    {
        Stage(db, actor, job, state, reason, ties);
        return db.SaveChangesAsync(stop);
    }

    private static void Stage(HubDb db, NodeRef actor, Job job, JobState state, Words reason, params IReadOnlyList<Tie> ties)
    {
        job.State = state;
        (job.ReasonJa, job.ReasonEn) = (reason.Ja ?? "", reason.En ?? "");
        db.Record(new()
        {
            Actor = actor,
            Kind = $"job.{state.ToString().ToLowerInvariant()}",
            Subject = job.Node,
            Facts = new Dictionary<string, object?> { ["attempt"] = job.Attempt, ["reason"] = job.ReasonEn, ["failure"] = job.Failure?.ToString(), ["site"] = job.SiteId, ["engineJob"] = job.EngineJobId, ["nodes"] = job.Nodes, ["outputs"] = job.Outputs, ["code"] = HubVersion.Text },
            Ties = ties,
        });
    }
}
