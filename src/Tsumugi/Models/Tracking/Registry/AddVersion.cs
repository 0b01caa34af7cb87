using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Adds a version to a registered model: a revision of its repository, tied to the run that made it.</summary>
internal static class AddVersion
{
    public static async Task<Outcome<ModelVersionAnswer>> RunAsync(Asked asked, CreateModelVersionRequest request)
    {
        var model = await FindModel.RunAsync(asked, Act.Write, request.Name);
        if (model.Refused)
            return model.Refusal!;
        if (string.IsNullOrEmpty(request.Source))
            return Faults.Missing("source");
        if ((request.Tags ?? []).Select(Limits.Tag).FirstOrDefault(one => one is not null) is { } fault)
            return fault;
        using var held = asked.Content.Hold();
        var source = await ModelSource.ReadAsync(asked, request.Source);
        if (source.Refused)
            return source.Refusal!;
        if (await new CheckContents(asked.Db, asked.Content).RunAsync(source.Value.Files, asked.Now, asked.Stop) is { } refused)
            return refused;
        var ties = source.Value.Ties.ToList();
        if (request.RunId is { Length: > 0 } run)
        {
            var found = await FindRun.RunAsync(asked, Act.Use, run);
            if (found.Refused)
                return found.Refusal!;
            ties.Add((Relations.MadeBy, found.Value.Run.Node));
        }

        return await OneWriter.RunAsync<ModelVersionAnswer>(
            asked.Db, async _ => await Quota.AskAsync(asked.Db, asked.Content, model.Value.Owners, CommitFiles.Sizes(source.Value.Files), asked.Stop) is { } full ? full : await StageAsync(asked, request, model.Value, source.Value.Files, [.. ties.Distinct()]), asked.Stop);
    }

    private static async Task<ModelVersionAnswer> StageAsync(
        Asked asked, CreateModelVersionRequest request, Repository model, IReadOnlyList<RevisionFile> files, IReadOnlyList<(string Relation, NodeRef To)> ties)
    {
        var (institution, name) = (model.InstitutionId, model.Name);
        var revision = await new AddRevision
        {
            Repository = model,
            Actor = asked.Caller.Node,
            PersonId = asked.Caller.PersonId!,
            Files = files,
            Facts = JsonSerializer.Serialize(new Dictionary<string, string> { ["source"] = request.Source! }, JsonSerializerOptions.Web),
            Sources = ties,
        }.StageAsync(asked.Db, asked.Now, asked.Stop);
        var isNew = asked.Db.Entry(revision).State == EntityState.Added;
        var before = await asked.Db.Set<ModelVersion>().Where(row => row.InstitutionId == institution && row.Model == name).MaxAsync(row => (int?)row.Number, asked.Stop);
        var version = new ModelVersion
        {
            InstitutionId = institution,
            Model = name,
            Number = (before ?? 0) + 1,
            Revision = revision.Hash,
            Source = request.Source!,
            RunId = request.RunId,
            RunLink = request.RunLink,
            ModelId = request.ModelId,
            Description = request.Description ?? "",
            Stage = Stages.None,
            PersonId = asked.Caller.PersonId!,
            CreatedAt = asked.NowMs,
            UpdatedAt = asked.NowMs,
        };
        asked.Db.Add(version);
        foreach (var (key, value) in KeyValues.Dictionary(request.Tags))
            asked.Db.Add(new ModelTag { InstitutionId = institution, Model = name, Version = version.Number, Key = key, Value = value });

        // The same files made again are the same revision; that another run made them, too, is new.
        asked.Db.Record(new()
        {
            Actor = asked.Caller.Node,
            Kind = "model.versioned",
            Subject = revision.Node,
            Facts = new Dictionary<string, object?> { ["version"] = version.Number, ["source"] = version.Source },
            Ties = isNew ? [] : [.. ties.Where(tie => tie.To != revision.Node).Select(tie => new Tie(revision.Node, tie.Relation, tie.To))],
        });
        await asked.Db.SaveChangesAsync(asked.Stop);
        return await RegistryMessages.OfAsync(asked, version);
    }
}
