using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Experiments;

/// <summary>Begins an experiment in an institution for which the caller may write.</summary>
internal static class CreateExperiment
{
    public static async Task<Outcome<ExperimentIdAnswer>> RunAsync(Asked asked, CreateExperimentRequest request)
    {
        if (Decide(request) is { } fault)
            return fault;
        var owned = await OwnedName.ReadAsync(asked, request.Name!);
        if (owned.Refused)
            return owned.Refusal!;
        if (Gate.AskFor(asked.Caller, owned.Value.InstitutionId) is { } refusal)
            return refusal;
        var begun = await BeginAsync(asked, owned.Value, request.Tags ?? []);
        return begun.Refused ? begun.Refusal! : new ExperimentIdAnswer(begun.Value.Id);
    }

    public static Refusal? Decide(CreateExperimentRequest request) =>
        NameFault(request.Name)
        ?? (request.ArtifactLocation is { Length: > 0 } place && !place.StartsWith("mlflow-artifacts:", StringComparison.Ordinal) ? Elsewhere(place) : null)
        ?? (request.Tags ?? []).Select(Limits.Tag).FirstOrDefault(fault => fault is not null);

    public static Refusal? NameFault(string? name) =>
        string.IsNullOrWhiteSpace(name) ? Faults.Missing("name") : Limits.Value("name", name, Limits.ExperimentNameLength);

    public static Task<Outcome<Experiment>> BeginAsync(Asked asked, OwnedName owned, IReadOnlyList<KeyValue> tags) => OneWriter.RunAsync<Experiment>(
        asked.Db,
        async _ =>
        {
            if (await asked.Db.Set<Experiment>().AnyAsync(row => row.InstitutionId == owned.InstitutionId && row.Name == owned.Name, asked.Stop))
                return Faults.Exists(new($"実験「{owned.For(asked.Caller)}」", $"Experiment '{owned.For(asked.Caller)}'"));
            var begun = new Experiment
            {
                InstitutionId = owned.InstitutionId,
                Name = owned.Name,
                Visibility = Visibility.Institution,
                PersonId = asked.Caller.PersonId!,
                CreatedAt = asked.NowMs,
                UpdatedAt = asked.NowMs,
            };
            asked.Db.Add(begun);
            await asked.Db.SaveChangesAsync(asked.Stop);
            foreach (var tag in tags.DistinctBy(tag => tag.Key))
                asked.Db.Add(new ExperimentTag { Experiment = begun.Number, Key = tag.Key!, Value = tag.Value ?? "" });
            await asked.Db.SaveChangesAsync(asked.Stop);
            return begun;
        },
        asked.Stop);

    private static Refusal Elsewhere(string place) => Faults.Invalid(
        new($"ファイルの置き場所「{place}」は使えません。ファイルはハブに保存されます。", $"The artifact_location '{place}' cannot be used: artifacts are kept by the hub."),
        new("artifact_location を指定せずに作成してください。", "Create the experiment without artifact_location."));
}
