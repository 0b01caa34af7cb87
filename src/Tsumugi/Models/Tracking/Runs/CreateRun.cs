using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Begins a run; from here on it is a node of the thread.</summary>
internal static class CreateRun
{
    public const string NameTag = "mlflow.runName";

    public static async Task<Outcome<RunAnswer>> RunAsync(Asked asked, CreateRunRequest request)
    {
        var found = await FindExperiment.RunAsync(asked, Act.Write, request.ExperimentId);
        if (found.Refused)
            return found.Refusal!;
        var decided = Decide(request, found.Value, asked.Caller, Guid.NewGuid().ToString("n"), asked.NowMs);
        if (decided.Refused)
            return decided.Refusal!;
        var run = decided.Value;
        return await OneWriter.RunAsync<RunAnswer>(
            asked.Db,
            async _ =>
            {
                asked.Db.Add(run);
                asked.Db.Record(Started(asked.Caller.Node, run, found.Value.InstitutionId));
                await asked.Db.SaveChangesAsync(asked.Stop);
                foreach (var tag in Tags(request, run.Name))
                    asked.Db.Add(new RunTag { Run = run.Number, Key = tag.Key!, Value = tag.Value ?? "" });
                await asked.Db.SaveChangesAsync(asked.Stop);
                return new RunAnswer((await RunMessages.OfAsync(asked.Db, [run], asked.Stop))[0]);
            },
            asked.Stop);
    }

    /// <param name="id">32 hexadecimal digits.</param>
    public static Outcome<TrackedRun> Decide(CreateRunRequest request, Experiment experiment, Caller caller, string id, long now)
    {
        var tags = request.Tags ?? [];
        var named = tags.LastOrDefault(tag => tag.Key == NameTag)?.Value;
        if (experiment.Deleted)
            return Faults.Invalid(new($"実験 {experiment.Id} は削除されています。", $"The experiment {experiment.Id} must be in the 'active' state, but it was deleted."));
        if (request.RunName is { Length: > 0 } given && named is { Length: > 0 } && given != named)
            return Faults.Invalid(new($"名前が二つあります：{given}、{named}。", $"Both 'run_name' ({given}) and the tag '{NameTag}' ({named}) are there, and differ."));
        var name = request.RunName is { Length: > 0 } ? request.RunName : named is { Length: > 0 } ? named : $"run-{id[..8]}";
        var fault = tags.Count > Limits.Tags ? Limits.Batch(0, 0, tags.Count) : null;
        fault ??= tags.Select(Limits.Tag).FirstOrDefault(one => one is not null) ?? Limits.Value("run_name", name, Limits.RunNameLength);
        return fault is not null ? fault : new TrackedRun
        {
            Id = id,
            Experiment = experiment.Number,
            Name = name,
            PersonId = caller.PersonId!,
            UserName = request.UserId is { Length: > 0 } user ? user : caller.PersonId!,
            Status = RunStatus.Running,
            StartTime = request.StartTime ?? now,
        };
    }

    private static IEnumerable<KeyValue> Tags(CreateRunRequest request, string name) =>
        (request.Tags ?? []).Where(tag => tag.Key != NameTag).GroupBy(tag => tag.Key).Select(group => group.Last()).Append(new(NameTag, name));

    private static ThreadEntry Started(NodeRef actor, TrackedRun run, string institution) => new()
    {
        Actor = actor,
        Kind = "run.started",
        Subject = run.Node,
        Facts = new Dictionary<string, object?> { ["name"] = run.Name, ["startTime"] = run.StartTime },
        Ties =
        [
            new(run.Node, Relations.BelongsTo, NodeRef.Of("institution", institution)),
            new(run.Node, Relations.RunBy, actor),
        ],
    };
}
