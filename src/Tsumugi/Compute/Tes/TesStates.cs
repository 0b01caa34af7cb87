using System.Linq.Expressions;
using Tsumugi.Client.Compute;

namespace Tsumugi.Compute.Tes;

/// <summary>The standard's words for the states of jobs, both ways.</summary>
public static class TesStates
{
    /// <summary>States that the standard knows and no job of this hub is ever in.</summary>
    private static readonly string[] Never = ["UNKNOWN", "PAUSED", "CANCELING"];

    private static readonly IReadOnlyDictionary<string, Expression<Func<Job, bool>>> Jobs = new Dictionary<string, Expression<Func<Job, bool>>>
    {
        ["QUEUED"] = job => job.State == JobState.Held || job.State == JobState.Queued,
        ["INITIALIZING"] = job => job.State == JobState.Starting,
        ["RUNNING"] = job => job.State == JobState.Running || job.State == JobState.Finishing,
        ["COMPLETE"] = job => job.State == JobState.Succeeded,
        ["CANCELED"] = job => job.State == JobState.Cancelled,
        ["PREEMPTED"] = job => job.State == JobState.Failed && job.Failure == FailureKind.Preemption,
        ["SYSTEM_ERROR"] = job => job.State == JobState.Failed && (job.Failure == FailureKind.Node || job.Failure == FailureKind.Site),
        ["EXECUTOR_ERROR"] = job => job.State == JobState.Failed
            && (job.Failure == FailureKind.Code || job.Failure == FailureKind.Data || job.Failure == FailureKind.OutOfMemory || job.Failure == FailureKind.Walltime),
    };

    private static readonly IReadOnlyDictionary<string, Func<Job, bool>> Compiled = Jobs.ToDictionary(pair => pair.Key, pair => pair.Value.Compile());

    public static IEnumerable<string> Known => Jobs.Keys.Concat(Never).Order(StringComparer.Ordinal);

    public static string Of(Job job) => Compiled.FirstOrDefault(pair => pair.Value(job)).Key ?? "UNKNOWN";

    /// <returns>The jobs in a state; null for a word that the standard does not know.</returns>
    public static Expression<Func<Job, bool>>? JobsIn(string state) => Jobs.TryGetValue(state, out var jobs) ? jobs : Never.Contains(state) ? _ => false : null;
}
