using Tsumugi.Hub;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Ends or renames a run.</summary>
internal static class UpdateRun
{
    public static async Task<Outcome<RunInfoAnswer>> RunAsync(Asked asked, UpdateRunRequest request)
    {
        var found = await FindRun.ToWriteAsync(asked, request.RunId, request.RunUuid);
        if (found.Refused)
            return found.Refusal!;
        var run = found.Value.Run;
        if (request.Status is { } word && !RunStatus.IsKnown(word))
            return Faults.Invalid(new($"status「{word}」は使えません。", $"'{word}' is no status of a run."));
        if (Limits.Value("run_name", request.RunName, Limits.RunNameLength) is { } fault)
            return fault;
        if (request.Status is { } status && status != run.Status)
        {
            run.Status = status;
            if (RunStatus.HasEnded(status))
                asked.Db.Record(Ended(asked, run, request.EndTime));
        }

        run.EndTime = request.EndTime ?? run.EndTime;
        if (request.RunName is { Length: > 0 } name)
        {
            run.Name = name;
            if (await asked.Db.FindAsync<RunTag>([run.Number, CreateRun.NameTag], asked.Stop) is { } tag)
                tag.Value = name;
        }

        var saved = await OneWriter.SaveAsync(asked.Db, asked.Stop);
        return saved.Refused ? saved.Refusal! : new RunInfoAnswer(RunMessages.Info(run));
    }

    private static ThreadEntry Ended(Asked asked, TrackedRun run, long? at) => new()
    {
        Actor = asked.Caller.Node,
        Kind = run.Status switch { RunStatus.Finished => "run.finished", RunStatus.Failed => "run.failed", _ => "run.killed" },
        Subject = run.Node,
        Facts = new Dictionary<string, object?> { ["name"] = run.Name, ["endTime"] = at },
    };
}
