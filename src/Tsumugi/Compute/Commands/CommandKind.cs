using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute.Sites;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Commands;

/// <summary>A job that runs programs in a sandbox. What data may be used for is asked as strictly as for training: nobody knows what a program does.</summary>
public sealed class CommandKind(PublishOutputs publish, FindSandbox sandbox) : IJobKind
{
    public string Name => CommandRecipe.KindName;

    public bool TakesConfiguration => true;

    public bool Resumes => false;

    public bool MakesRevision(JsonElement recipe) => CheckCommand.Of(recipe).Recipe is { Outputs.Count: > 0 };

    public IEnumerable<(string Field, Words Fault)> Faults(JsonElement recipe) => CheckCommand.Of(recipe).Faults;

    public IReadOnlyDictionary<string, string> Inputs(JsonElement recipe)
    {
        var inputs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in CheckCommand.Of(recipe).Recipe?.Inputs ?? [])
        {
            if (input.From is { } name)
                inputs.TryAdd(name, input.Kind);
        }

        return inputs;
    }

    /// <summary>Steps, inputs, outputs and folders in place of the recipe's own.</summary>
    public Outcome<Recipe> Configure(Recipe recipe, string text)
    {
        try
        {
            var own = JsonNode.Parse(recipe.Text)!.AsObject();
            if (JsonNode.Parse(text, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) is not JsonObject given)
                return NotJson("{…}");
            given["kind"] = Name;
            given["description"] = given["description"] is JsonObject { Count: 2 } said && said["ja"] is JsonValue && said["en"] is JsonValue ? said.DeepClone() : own["description"]!.DeepClone();
            return Recipe.Parse(recipe.Name, given.ToJsonString());
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            return NotJson(error.Message);
        }
    }

    public async Task<Refusal?> AskInputsAsync(HubDb db, JsonElement recipe, IReadOnlyDictionary<string, NodeRef> inputs, CancellationToken stop)
    {
        var faults = new FieldFaults();
        foreach (var (at, input) in CommandRecipe.Read(recipe).Inputs.Index())
        {
            if (input is not { From: { } name, File: { Length: > 0 } file } || !inputs.TryGetValue(name, out var node) || node.Kind == Job.NodeKind)
                continue;
            var revision = await FindRevision.OfNodeAsync(db, node, stop);
            var path = file.TrimEnd('/');
            faults.Need(
                CommandPaths.Within(path, RevisionParts.Folder) || await RevisionFiles.FindAsync(db, revision, path, stop) is not null || await RevisionFiles.HasFolderAsync(db, revision, path, stop),
                $"recipe.inputs[{at}].file",
                new($"{node} に {file} はありません。", $"{node} has no {file}."));
        }

        return faults.ToRefusal("bad-job");
    }

    public async Task<Words?> ObstacleAsync(Site site, JsonElement recipe, CancellationToken stop)
    {
        if (!site.AllowsCommands)
            return new("コマンドの実行が許可されていません。", "it does not allow commands.");
        var unknown = CommandRecipe.Read(recipe).Steps.Select(step => step.Image).OfType<string>().Where(image => !site.Policies.Images.ContainsKey(image)).Distinct().ToList();
        if (unknown.Count > 0)
        {
            var known = site.Policies.Images.Keys.Order(StringComparer.Ordinal).ToList();
            return new(
                $"イメージ {string.Join("、", unknown)} がありません。使えるもの：{(known.Count == 0 ? "なし" : string.Join("、", known))}。",
                $"it has no image {string.Join(", ", unknown)}. Available: {(known.Count == 0 ? "none" : string.Join(", ", known))}.");
        }

        return site.Id == Site.Embedded ? await sandbox.MissingAsync(stop) : null;
    }

    public async Task<IReadOnlyList<string>> StageOutputsAsync(HubDb db, Job job, JobResult result, string outputFolder, CancellationToken stop) => job.Output is null
        ? []
        : await publish.StageAsync(db, job, CommandRecipe.Read(JsonSerializer.Deserialize<JsonElement>(job.Recipe)).Makes, result, outputFolder, stop);

    private static Refusal NotJson(string what) => Refusal.Invalid(
        "bad-configuration",
        new($"レシピが JSON として読めません：{what}", $"The recipe is no JSON object: {what}"),
        new("steps・inputs・outputs を持つ JSON を書いてください。", "Write JSON with steps, inputs and outputs.")) with
    { Fields = new SortedDictionary<string, Words> { ["configuration"] = Words.Same(what) } };
}
