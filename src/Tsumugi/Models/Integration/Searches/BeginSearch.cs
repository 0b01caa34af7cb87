using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Integration;
using Tsumugi.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Merging.Configuration;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Models.Integration.Searches;

/// <summary>Begins a search: its first evaluation is submitted at once, so that whoever asks is told what is refused; the hub goes on with the others.</summary>
public sealed class BeginSearch(HubDb db, Recipes recipes, SubmitEvaluation submit)
{
    public async Task<Outcome<MergeSearch>> RunAsync(Caller caller, MergeSearchRequest request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskFor(caller, request.Merge.Institution) is { } refusal)
            return refusal;
        var recipe = await recipes.FindAsync(request.Merge.Recipe, stop);
        if (recipe.Refused)
            return recipe.Refusal!;
        var faults = DecideSearch.Faults(request)
            .Need(recipe.Value.Kind == MergeRecipe.Kind, "merge.recipe", new("種類が merge のレシピを選んでください。", "Choose a recipe of the kind merge."))
            .Need(request.Benchmark.Institution == request.Merge.Institution, "benchmark.institution", new("統合と同じ研究機関にしてください。", "It is the merge's institution."))
            .Need(!request.Benchmark.Inputs.ContainsKey(request.Input), $"benchmark.inputs.{request.Input}", new("探索が入れるので、書かないでください。", "The search fills it in; leave it out."));
        if (faults.ToRefusal("bad-search") is { } bad)
            return bad;
        var whole = request with { Merge = request.Merge with { Configuration = request.Merge.Configuration ?? TextOf(recipe.Value) } };
        var points = ((SearchStep.Try)DecideSearch.Next(whole, [])).Points;
        if (PathFaults(whole, points[0]) is { } unfit)
            return unfit;
        var id = $"search-{RandomId.Make(8)}";
        List<SearchEvaluation> evaluations = [.. points.Index().Select(point => new SearchEvaluation { SearchId = id, Number = point.Index + 1, Generation = 1, Values = point.Item })];
        var submitted = await submit.RunAsync(caller, id, whole, evaluations[0], now, stop);
        if (submitted.Refused)
            return submitted.Refusal!;
        var (merge, benchmark) = submitted.Value;
        (evaluations[0].MergeJob, evaluations[0].BenchmarkJob) = (merge.Id, benchmark.Id);
        var search = new MergeSearch
        {
            Id = id,
            InstitutionId = merge.InstitutionId,
            PersonId = caller.PersonId!,
            ProjectId = merge.ProjectId,

            // What the first evaluation found by itself holds for the others: the newest revisions of now, and the project of a token.
            Request = whole with
            {
                Merge = whole.Merge with { Inputs = merge.Inputs.ToDictionary(), Project = merge.ProjectId },
                Benchmark = whole.Benchmark with { Inputs = benchmark.Inputs.Where(input => input.Key != request.Input).ToDictionary(), Project = benchmark.ProjectId },
            },
            CreatedAt = now,
        };
        db.Add(search);
        db.AddRange(evaluations);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "mergesearch.started",
            Subject = search.Node,
            Facts = new Dictionary<string, object?> { ["method"] = request.Method.ToString(), ["over"] = request.Over, ["metric"] = request.Metric, ["goal"] = request.Goal.ToString(), ["evaluations"] = request.Evaluations, ["seed"] = request.Seed, ["benchmark"] = benchmark.RecipeName },
            Ties =
            [
                new(search.Node, Relations.RunBy, caller.Node),
                new(search.Node, Relations.BelongsTo, NodeRef.Of("institution", search.InstitutionId)),
                .. search.ProjectId is { } project ? [new Tie(search.Node, Relations.BelongsTo, NodeRef.Of(Project.NodeKind, project))] : Array.Empty<Tie>(),
                .. search.Request.Merge.Inputs.Values.Select(input => new Tie(search.Node, Relations.Used, NodeRef.Parse(input))),
                new(merge.Node, Relations.BelongsTo, search.Node),
                new(benchmark.Node, Relations.BelongsTo, search.Node),
            ],
        });
        await db.SaveChangesAsync(stop);
        return search;
    }

    /// <returns>The configuration that a recipe came with.</returns>
    private static string TextOf(Recipe recipe) => recipe.Json.GetProperty("configuration") is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : recipe.Json.GetProperty("configuration").GetRawText();

    /// <summary>Paths that lead nowhere, and values that no merge takes.</summary>
    private static Refusal? PathFaults(MergeSearchRequest request, IReadOnlyDictionary<string, JsonElement> point)
    {
        try
        {
            ConfigurationReader.Read(ConfigurationText.With(request.Merge.Configuration!, point));
            return null;
        }
        catch (InvalidConfigurationException error)
        {
            var faults = new FieldFaults();
            foreach (var fault in error.Faults)
                faults.Refuse(point.ContainsKey(fault.Field) ? $"over.{fault.Field}" : "merge.configuration", Words.Same(fault.ToString()));
            return faults.ToRefusal("bad-search");
        }
    }
}
