using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.LoggedModels;

/// <summary>Makes room for a model's files within an experiment.</summary>
internal static class CreateLoggedModel
{
    public const string Pending = "LOGGED_MODEL_PENDING";
    public const string Ready = "LOGGED_MODEL_READY";
    public const string UploadFailed = "LOGGED_MODEL_UPLOAD_FAILED";

    public static async Task<Outcome<LoggedModelAnswer>> RunAsync(Asked asked, CreateLoggedModelRequest request)
    {
        var found = await FindExperiment.RunAsync(asked, Act.Write, request.ExperimentId);
        if (found.Refused)
            return found.Refusal!;
        var id = $"m-{Guid.NewGuid():n}";
        var name = request.Name is { Length: > 0 } given ? given : $"model-{id[2..10]}";
        var fault = Limits.Value("name", name, Limits.KeyLength)
            ?? (request.Params ?? []).Select(Limits.Param).FirstOrDefault(one => one is not null)
            ?? (request.Tags ?? []).Select(Limits.Tag).FirstOrDefault(one => one is not null);
        if (fault is not null)
            return fault;
        if (request.SourceRunId is { Length: > 0 } run && await FindRun.RunAsync(asked, Act.Read, run) is { Refused: true } missing)
            return missing.Refusal!;
        var model = new LoggedModel
        {
            Id = id,
            Experiment = found.Value.Number,
            Name = name,
            ModelType = request.ModelType,
            SourceRun = request.SourceRunId is { Length: > 0 } ? request.SourceRunId : null,
            PersonId = asked.Caller.PersonId!,
            Status = Pending,
            CreatedAt = asked.NowMs,
            UpdatedAt = asked.NowMs,
            Params = KeyValues.Dictionary(request.Params),
            Tags = KeyValues.Dictionary(request.Tags),
        };
        asked.Db.Add(model);
        var saved = await OneWriter.SaveAsync(asked.Db, asked.Stop);
        return saved.Refused ? saved.Refusal! : new LoggedModelAnswer(ShowLoggedModel.Message(model));
    }
}
