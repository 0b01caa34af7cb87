using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Jobs;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Tes;

/// <summary>Makes a job of the recipe <c>command</c> of a task, and submits it as any other.</summary>
public sealed class CreateTask(HubDb db, SubmitJob submit)
{
    /// <summary>The shipped recipe whose steps a task takes the place of.</summary>
    private const string RecipeName = "command";

    /// <summary>Tags with which a task says for whom and where it runs.</summary>
    private const string TagPrefix = "tsumugi.";

    public static readonly IReadOnlyList<string> BackendParameters = ["gpus", "gpu_model", "minutes", "partition"];

    public async Task<Outcome<Job>> RunAsync(Caller caller, TesTask task, string host, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        var faults = Check(task, host);
        var inputs = new Dictionary<string, NodeRef>();
        var read = new List<CommandInput>();
        foreach (var (at, input) in (task.Inputs ?? []).Index())
            read.Add(await InputAsync(caller, input, $"inputs[{at}]", host, inputs, faults, stop));
        var output = Output(task, host);
        var institution = Institution(caller, task, output, faults);
        if (faults.ToRefusal("bad-task") is { } refusal)
            return refusal;

        var recipe = new CommandRecipe
        {
            Steps = [.. task.Executors!.Select(Step)],
            Inputs = read,
            Outputs = [.. (task.Outputs ?? []).Select(one => OutputOf(one, host))],
            Folders = task.Volumes ?? [],
            Makes = output?.Kind ?? RepositoryKinds.Dataset,
            Description = (task.Description ?? task.Name) is { Length: > 0 } said ? JsonSerializer.SerializeToElement(new { ja = said, en = said }) : null,
            Task = JsonSerializer.SerializeToElement(Kept(task), TesTask.Json),
        };
        var job = await submit.RunAsync(caller, new()
        {
            Recipe = RecipeName,
            Institution = institution!,
            Inputs = inputs.ToDictionary(input => input.Key, input => input.Value.ToString()),
            Output = output?.Id.Split('/')[1],
            Project = Tag(task, "project"),
            Allocation = Tag(task, "allocation"),
            Site = Tag(task, "site"),
            Seed = long.TryParse(Tag(task, "seed"), CultureInfo.InvariantCulture, out var seed) ? seed : 1,
            Resources = Resources(task.Resources),
            Configuration = JsonSerializer.Serialize(recipe, JsonSerializerOptions.Web),
        }, now, stop);
        return job.Refused ? OfTask(job.Refusal!) : job;
    }

    /// <summary>What can be said of a task without asking anybody.</summary>
    private static FieldFaults Check(TesTask task, string host)
    {
        var faults = new FieldFaults().Need(task.Executors is { Count: > 0 }, "executors", new("実行するコマンドを 1 個以上書いてください。", "Write at least one executor."));
        foreach (var (at, executor) in (task.Executors ?? []).Index())
        {
            faults.Need(executor?.Command is { Count: > 0 }, $"executors[{at}].command", new("コマンドがありません。", "There is no command."))
                .Need(!string.IsNullOrEmpty(executor?.Image), $"executors[{at}].image", new("イメージがありません。", "There is no image."));
        }

        foreach (var (at, output) in (task.Outputs ?? []).Index())
        {
            var address = TesAddress.Parse(output.Url, host);
            faults.Need(address is { Revision: RepositoryRef.Main }, $"outputs[{at}].url", new(
                    $"「{output.Url}」には書けません。https://{host}/datasets/機関/名前/resolve/main/パス の形で書いてください（モデルは datasets/ なし）。",
                    $"Nothing can be written to '{output.Url}'. Write https://{host}/datasets/institution/name/resolve/main/path (without datasets/ for models)."))
                .Need(address is null || Output(task, host) is not { } first || (first.Kind, first.Id) == (address.Kind, address.Id), $"outputs[{at}].url", new("1 つのタスクの出力は 1 つのリポジトリに入れてください。", "All outputs of a task go into one repository."))
                .Need(output.Path is not null, $"outputs[{at}].path", new("パスがありません。", "There is no path."))
                .Need(output.Path is null || !CommandPaths.HasSigns(output.Path) || output.PathPrefix is not null, $"outputs[{at}].path_prefix", new("パターンには path_prefix が要ります。", "A pattern needs a path_prefix."));
        }

        if (task.Resources is { BackendParametersStrict: true, BackendParameters: { } given })
        {
            var unknown = given.Keys.Where(key => !BackendParameters.Contains(key, StringComparer.OrdinalIgnoreCase)).ToList();
            faults.Need(unknown.Count == 0, "resources.backend_parameters", new(
                $"{string.Join("、", unknown)} は使えません。使えるもの：{string.Join("、", BackendParameters)}。", $"{string.Join(", ", unknown)} cannot be used. Available: {string.Join(", ", BackendParameters)}."));
        }

        return faults;
    }

    private async Task<CommandInput> InputAsync(Caller caller, TesInput input, string field, string host, Dictionary<string, NodeRef> inputs, FieldFaults faults, CancellationToken stop)
    {
        var path = input.Path ?? "";
        if (!string.IsNullOrEmpty(input.Content))
            return new() { Path = path, Content = input.Content };
        if (string.IsNullOrEmpty(input.Url))
        {
            // An empty content is an empty file where nothing else was said.
            faults.Need(input.Content is not null, $"{field}.url", new("url か content が要ります。", "It needs a url or content."));
            return new() { Path = path, Content = "" };
        }

        var found = await TesAddress.FindAsync(db, caller, input.Url, host, stop);
        if (found.Refused)
        {
            faults.Refuse($"{field}.url", new($"{found.Refusal!.Reason.Ja}{found.Refusal.Remedy.Ja}", $"{found.Refusal.Reason.En} {found.Refusal.Remedy.En}"));
            return new() { Path = path };
        }

        var (node, file) = found.Value;
        var name = inputs.FirstOrDefault(known => known.Value == node).Key ?? $"input-{inputs.Count + 1}";
        inputs[name] = node;
        return new() { Path = path, From = name, Kind = node.Kind, File = file };
    }

    /// <summary>The institution that the task runs for: as its tag says, whose repository receives the outputs, or the only one that the caller has.</summary>
    private static string? Institution(Caller caller, TesTask task, TesAddress? output, FieldFaults faults)
    {
        var own = caller.Memberships.Keys.Order(StringComparer.Ordinal).ToList();
        var named = Tag(task, "institution") ?? output?.Id.Split('/')[0] ?? (own is [var only] ? only : null);
        faults.Need(named is not null, "tags", new(
            $"タグ {TagPrefix}institution で研究機関を選んでください（所属：{(own.Count == 0 ? "なし" : string.Join("、", own))}）。",
            $"Choose an institution with the tag {TagPrefix}institution (yours: {(own.Count == 0 ? "none" : string.Join(", ", own))})."));
        faults.Need(output is null || named is null || output.Id.StartsWith(named + "/", StringComparison.Ordinal), "outputs[0].url", new(
            $"出力先は {named} のリポジトリにしてください。", $"The outputs go into a repository of {named}."));
        return named;
    }

    private static TesAddress? Output(TesTask task, string host) => (task.Outputs ?? []).Select(output => TesAddress.Parse(output.Url, host)).OfType<TesAddress>().FirstOrDefault();

    private static CommandOutput OutputOf(TesOutput output, string host) => new() { Path = output.Path!, As = TesAddress.Parse(output.Url, host)!.Path, Prefix = output.PathPrefix };

    private static CommandStep Step(TesExecutor executor) => new()
    {
        Command = executor.Command!,
        Image = executor.Image,
        Workdir = executor.Workdir ?? CommandPaths.Work,
        Environment = executor.Env ?? new Dictionary<string, string>(),
        Stdin = executor.Stdin,
        Stdout = executor.Stdout,
        Stderr = executor.Stderr,
        IgnoreError = executor.IgnoreError == true,
    };

    private static JobResources Resources(TesResources? asked)
    {
        string? Of(string key) => asked?.BackendParameters?.FirstOrDefault(pair => string.Equals(pair.Key, key, StringComparison.OrdinalIgnoreCase)).Value;
        int? Count(string key) => int.TryParse(Of(key), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
        return new()
        {
            Cores = asked?.CpuCores,
            MemoryMiB = asked?.RamGb is { } gigabytes ? (int)Math.Min(int.MaxValue, Math.Ceiling(gigabytes * 1e9 / (1 << 20))) : null,
            Gpus = Count("gpus"),
            GpuModel = Of("gpu_model"),
            Minutes = Count("minutes"),
            Partition = Of("partition"),
        };
    }

    private static string? Tag(TesTask task, string name) => task.Tags?.GetValueOrDefault(TagPrefix + name) is { Length: > 0 } value ? value : null;

    /// <summary>What the hub gives back later: neither what it writes itself nor parameters that it does not know.</summary>
    private static TesTask Kept(TesTask task) => task with
    {
        Id = null,
        State = null,
        Logs = null,
        CreationTime = null,
        Resources = task.Resources is { BackendParameters: { } given } resources
            ? resources with { BackendParameters = given.Where(pair => BackendParameters.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary() }
            : task.Resources,
    };

    /// <summary>The faults of the recipe at the task's own fields.</summary>
    private static Refusal OfTask(Refusal refusal) => refusal with
    {
        Fields = new SortedDictionary<string, Words>(refusal.Fields.ToDictionary(
            fault => fault.Key.Replace("recipe.steps", "executors", StringComparison.Ordinal).Replace("recipe.folders", "volumes", StringComparison.Ordinal)
                .Replace(".environment", ".env", StringComparison.Ordinal).Replace("recipe.", "", StringComparison.Ordinal),
            fault => fault.Value), StringComparer.Ordinal),
    };
}
