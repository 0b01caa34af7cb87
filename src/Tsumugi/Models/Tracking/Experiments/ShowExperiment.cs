using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Artifacts;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Experiments;

/// <summary>An experiment as clients read it.</summary>
internal static class ShowExperiment
{
    public static async Task<Outcome<ExperimentAnswer>> RunAsync(Asked asked, ExperimentIdRequest request) =>
        await AnswerAsync(asked, await FindExperiment.RunAsync(asked, Act.Read, request.ExperimentId));

    public static async Task<Outcome<ExperimentAnswer>> ByNameAsync(Asked asked, ExperimentNameRequest request)
    {
        var found = await FindExperiment.ByNameAsync(asked, Act.Read, request.ExperimentName);
        return found.Refused && found.Refusal!.Status == 404 && request.ExperimentName == FindExperiment.DefaultName
            ? await RunAsync(asked, new(FindExperiment.DefaultId))
            : await AnswerAsync(asked, found);
    }

    public static async Task<IReadOnlyList<ExperimentMessage>> MessagesAsync(Asked asked, IReadOnlyList<Experiment> experiments)
    {
        var numbers = experiments.Select(experiment => experiment.Number).ToList();
        var tags = (await asked.Db.Set<ExperimentTag>().AsNoTracking().Where(row => numbers.Contains(row.Experiment)).ToListAsync(asked.Stop))
            .ToLookup(row => row.Experiment, row => new KeyValue(row.Key, row.Value));
        return [.. experiments.Select(experiment => Message(asked.Caller, experiment, [.. tags[experiment.Number]]))];
    }

    private static async Task<Outcome<ExperimentAnswer>> AnswerAsync(Asked asked, Outcome<Experiment> found) =>
        found.Refused ? found.Refusal! : new ExperimentAnswer((await MessagesAsync(asked, [found.Value]))[0]);

    private static ExperimentMessage Message(Caller caller, Experiment experiment, IReadOnlyList<KeyValue> tags) => new(
        experiment.Id,
        new OwnedName(experiment.InstitutionId, experiment.Name).For(caller),
        ArtifactUri.OfExperiment(experiment.Number),
        experiment.Deleted ? "deleted" : "active",
        experiment.UpdatedAt,
        experiment.CreatedAt,
        tags);
}
