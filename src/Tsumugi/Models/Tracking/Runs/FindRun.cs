using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Runs;

/// <param name="Run">Tracked, so that a change to it is saved.</param>
public sealed record FoundRun(TrackedRun Run, Experiment Experiment)
{
    public string InstitutionId => Experiment.InstitutionId;
}

/// <summary>Looks a run up, through the gate of its experiment.</summary>
public static class FindRun
{
    /// <param name="ids">The first that is not null counts: clients write <c>run_id</c>, old ones <c>run_uuid</c>.</param>
    public static async Task<Outcome<FoundRun>> RunAsync(Asked asked, Act act, params string?[] ids)
    {
        if (Gate.AskSignedIn(asked.Caller) is { } signIn)
            return signIn;
        if (Array.Find(ids, candidate => !string.IsNullOrEmpty(candidate)) is not { } id)
            return Faults.Missing("run_id");
        var found = await (
            from run in asked.Db.Set<TrackedRun>()
            join experiment in asked.Db.Set<Experiment>() on run.Experiment equals experiment.Number
            where run.Id == id
            select new FoundRun(run, experiment)).FirstOrDefaultAsync(asked.Stop);
        if (found is null)
            return Gate.NoSuch(new($"記録 {id} ", $"the run {id}"));
        return Gate.Ask(asked.Caller, act, found.Run.GuardedBy(found.Experiment)) is { } refusal ? refusal : found;
    }

    /// <summary>To write into: neither it nor its experiment may be deleted.</summary>
    public static async Task<Outcome<FoundRun>> ToWriteAsync(Asked asked, params string?[] ids)
    {
        var found = await RunAsync(asked, Act.Write, ids);
        return found.Refused || !(found.Value.Run.Deleted || found.Value.Experiment.Deleted) ? found : Faults.Invalid(
            new($"記録 {found.Value.Run.Id} は削除されています。", $"The run {found.Value.Run.Id} must be in the 'active' state, but it was deleted."),
            new("復元してから書き込んでください。", "Restore it first."));
    }
}
