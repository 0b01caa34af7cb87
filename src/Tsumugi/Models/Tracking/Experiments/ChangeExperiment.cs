using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Experiments;

/// <summary>Renames, deletes, restores and tags experiments. Deleting hides; nothing is lost.</summary>
internal static class ChangeExperiment
{
    public static async Task<Outcome<Nothing>> RenameAsync(Asked asked, UpdateExperimentRequest request)
    {
        if (string.IsNullOrEmpty(request.NewName))
            return Nothing.Instance;
        var found = await FindExperiment.RunAsync(asked, Act.Write, request.ExperimentId);
        if (found.Refused)
            return found.Refusal!;
        if (CreateExperiment.NameFault(request.NewName) is { } fault)
            return fault;
        var experiment = found.Value;
        var mine = experiment.InstitutionId + "/";
        var name = request.NewName.StartsWith(mine, StringComparison.Ordinal) ? request.NewName[mine.Length..] : request.NewName;
        if (await asked.Db.Set<Experiment>().AnyAsync(
            row => row.InstitutionId == experiment.InstitutionId && row.Name == name && row.Number != experiment.Number, asked.Stop))
            return Faults.Exists(new($"実験「{name}」", $"Experiment '{name}'"));
        (experiment.Name, experiment.UpdatedAt) = (name, asked.NowMs);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    public static Task<Outcome<Nothing>> DeleteAsync(Asked asked, ExperimentIdRequest request) => MarkAsync(asked, request, true);

    public static Task<Outcome<Nothing>> RestoreAsync(Asked asked, ExperimentIdRequest request) => MarkAsync(asked, request, false);

    public static async Task<Outcome<Nothing>> SetTagAsync(Asked asked, ExperimentTagRequest request)
    {
        var found = await FindExperiment.RunAsync(asked, Act.Write, request.ExperimentId);
        if (found.Refused)
            return found.Refusal!;
        if (Limits.Tag(new(request.Key, request.Value)) is { } fault)
            return fault;
        if (await asked.Db.FindAsync<ExperimentTag>([found.Value.Number, request.Key!], asked.Stop) is { } before)
            before.Value = request.Value ?? "";
        else
            asked.Db.Add(new ExperimentTag { Experiment = found.Value.Number, Key = request.Key!, Value = request.Value ?? "" });
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    public static async Task<Outcome<Nothing>> DeleteTagAsync(Asked asked, ExperimentTagRequest request)
    {
        var found = await FindExperiment.RunAsync(asked, Act.Write, request.ExperimentId);
        if (found.Refused)
            return found.Refusal!;
        if (await asked.Db.FindAsync<ExperimentTag>([found.Value.Number, request.Key ?? ""], asked.Stop) is not { } before)
            return Gate.NoSuch(new($"タグ {request.Key} ", $"the tag {request.Key}"));
        asked.Db.Remove(before);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    /// <summary>The protocol has no word for it; the experiment's page asks.</summary>
    public static async Task<Outcome<Nothing>> ShowToAsync(Asked asked, string id, Visibility visibility)
    {
        var found = await FindExperiment.RunAsync(asked, Act.Write, id);
        if (found.Refused)
            return found.Refusal!;
        (found.Value.Visibility, found.Value.UpdatedAt) = (visibility, asked.NowMs);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    private static async Task<Outcome<Nothing>> MarkAsync(Asked asked, ExperimentIdRequest request, bool deleted)
    {
        var found = await FindExperiment.RunAsync(asked, Act.Write, request.ExperimentId);
        if (found.Refused)
            return found.Refusal!;
        (found.Value.Deleted, found.Value.UpdatedAt) = (deleted, asked.NowMs);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }
}
