using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.LoggedModels;

/// <param name="Model">Tracked, so that a change to it is saved.</param>
public sealed record FoundModel(LoggedModel Model, Experiment Experiment);

/// <summary>Looks a logged model up, through the gate of its experiment.</summary>
public static class FindLoggedModel
{
    public static async Task<Outcome<FoundModel>> RunAsync(Asked asked, Act act, string? id)
    {
        if (Gate.AskSignedIn(asked.Caller) is { } signIn)
            return signIn;
        if (string.IsNullOrEmpty(id))
            return Faults.Missing("model_id");
        var found = await (
            from model in asked.Db.Set<LoggedModel>()
            join experiment in asked.Db.Set<Experiment>() on model.Experiment equals experiment.Number
            where model.Id == id && !model.Deleted
            select new FoundModel(model, experiment)).FirstOrDefaultAsync(asked.Stop);
        if (found is null)
            return Gate.NoSuch(What(id));
        return Gate.Ask(asked.Caller, act, found.Experiment.Guarded with { What = What(id) }) is { } refusal ? refusal : found;
    }

    private static Hub.Language.Words What(string id) => new($"モデル {id} ", $"the logged model {id}");
}
