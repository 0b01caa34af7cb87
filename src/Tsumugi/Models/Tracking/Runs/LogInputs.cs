using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.LoggedModels;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>What a run read and made. The hub's own data among it becomes a tie, along which its conditions of use flow on.</summary>
internal static class LogInputs
{
    public static async Task<Outcome<Nothing>> RunAsync(Asked asked, LogInputsRequest request)
    {
        var found = await FindRun.ToWriteAsync(asked, request.RunId);
        if (found.Refused)
            return found.Refusal!;
        var (run, used) = (found.Value.Run, new List<NodeRef>());
        foreach (var input in request.Datasets ?? [])
        {
            if (input.Dataset is not { Name: { Length: > 0 } name, Digest: { Length: > 0 } digest } dataset)
                return Faults.Missing("datasets.dataset.name / digest");
            if ((Limits.Value("dataset.name", name, 500) ?? Limits.Value("dataset.digest", digest, 250)) is { } fault)
                return fault;
            if (await asked.Db.FindAsync<RunInput>([run.Number, name, digest], asked.Stop) is not null)
                continue;
            var node = await UsableAsync(asked, HubDataset.Find(name, dataset.Source, asked.Host));
            if (node is { } known)
                used.Add(known);
            asked.Db.Add(Row(run, input, dataset, node));
        }

        foreach (var model in request.Models ?? [])
        {
            var source = await AddModelAsync(asked, run, model.ModelId, false, 0);
            if (source is { } other && other != run.Id)
                used.Add(NodeRef.Of(TrackedRun.NodeKind, other));
        }

        if (used.Count > 0)
            asked.Db.Record(Used(asked.Caller.Node, run, used.Distinct()));
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    public static async Task<Outcome<Nothing>> OutputsAsync(Asked asked, LogOutputsRequest request)
    {
        var found = await FindRun.ToWriteAsync(asked, request.RunId);
        if (found.Refused)
            return found.Refusal!;
        foreach (var model in request.Models ?? [])
            await AddModelAsync(asked, found.Value.Run, model.ModelId, true, model.Step ?? 0);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    // What the caller may not use is noted as text only: a tie would tell them that it exists.
    private static async Task<NodeRef?> UsableAsync(Asked asked, NodeRef? named)
    {
        if (named is not { } node)
            return null;
        var revision = await FindRepository.RevisionAsync(asked.Db, asked.Caller, Act.Use, node, asked.Stop);
        return revision.Refused ? null : revision.Value.Node;
    }

    /// <returns>The run that made the model, when the caller may see both.</returns>
    private static async Task<string?> AddModelAsync(Asked asked, TrackedRun run, string? id, bool output, long step)
    {
        if (string.IsNullOrEmpty(id) || await asked.Db.FindAsync<RunModel>([run.Number, id, output], asked.Stop) is not null)
            return null;
        asked.Db.Add(new RunModel { Run = run.Number, ModelId = id, IsOutput = output, Step = step });
        var model = await FindLoggedModel.RunAsync(asked, Act.Read, id);
        return model.Refused ? null : model.Value.Model.SourceRun;
    }

    private static RunInput Row(TrackedRun run, DatasetInputMessage input, DatasetMessage dataset, NodeRef? node) => new()
    {
        Run = run.Number,
        Name = dataset.Name!,
        Digest = dataset.Digest!,
        SourceType = dataset.SourceType ?? "",
        Source = dataset.Source ?? "",
        Schema = dataset.Schema,
        Profile = dataset.Profile,
        Tags = JsonSerializer.Serialize(input.Tags ?? [], JsonSerializerOptions.Web),
        Node = node?.ToString(),
    };

    private static ThreadEntry Used(NodeRef actor, TrackedRun run, IEnumerable<NodeRef> used) => new()
    {
        Actor = actor,
        Kind = "run.used",
        Subject = run.Node,
        Ties = [.. used.Select(node => new Tie(run.Node, Relations.Used, node))],
    };
}
