using System.CommandLine;
using System.Text.Json;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class JobCommands
{
    private static readonly Argument<string> Id = new("job") { Description = "The job's id / ジョブの ID" };

    private static readonly Argument<string> Recipe = new("recipe") { Description = "See 'job recipes'; or a file with the whole request as JSON / レシピの名前、または要求全体の JSON ファイル" };

    private static readonly Option<string?> Institution = new("--institution") { Description = "For which institution / 所属機関" };

    private static readonly Option<string[]> Inputs = new("--input") { Description = "NAME=NODE, e.g. genes=dataset:genome-center/leptospira / 入力" };

    private static readonly Option<string?> Project = new("--project") { Description = "The project in whose name it runs / プロジェクト" };

    private static readonly Option<string?> Output = new("--output") { Description = "Repository that receives the model / 出力先" };

    private static readonly Option<long> Seed = new("--seed") { Description = "Seed / 乱数の種", DefaultValueFactory = _ => 1 };

    private static readonly Option<string?> Site = new("--site") { Description = "Site that runs it; the hub chooses without it / 計算拠点" };

    private static readonly Option<int?> Cores = new("--cores") { Description = "Cores / コア数" };

    private static readonly Option<int?> Memory = new("--memory") { Description = "Memory in MiB / メモリ（MiB）" };

    private static readonly Option<int?> Gpus = new("--gpus") { Description = "GPUs / GPU の数" };

    private static readonly Option<int?> Minutes = new("--minutes") { Description = "Walltime in minutes / 実行時間の上限（分）" };

    private static readonly Option<string?> Allocation = new("--allocation") { Description = "Allocation that pays; the hub chooses without it / 料金を払う割り当て" };

    private static readonly Option<FileInfo?> Configuration = new("--configuration") { Description = "For merge: mergekit's file / merge の設定ファイル" };

    private static readonly Option<bool> Wait = new("--wait") { Description = "Wait until it ends / 終わるまで待つ" };

    public static Command Make() => new("job", "Jobs / ジョブ") { Recipes(), List(), Submit(), Show(), Log(), Cancel() };

    private static Command Recipes()
    {
        var command = new Command("recipes", "Recipes that can be run / 実行できるレシピ");
        command.Runs((hub, _, stop) => hub.RecipesAsync(stop), names => Console.WriteLine(string.Join('\n', names)));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Your institutions' jobs / 所属機関のジョブ");
        command.Runs((hub, _, stop) => hub.JobsAsync(stop), page =>
        {
            foreach (var job in page.Items)
                Line(job);
        });
        return command;
    }

    private static Command Submit()
    {
        var command = new Command("submit", "Run a recipe / レシピを実行する") { Recipe, Institution, Project, Inputs, Output, Seed, Site, Cores, Memory, Gpus, Minutes, Allocation, Configuration, Wait };
        command.Validators.Add(result =>
        {
            foreach (var input in (result.GetValue(Inputs) ?? []).Where(input => !input.Contains('=', StringComparison.Ordinal)))
                result.AddError(T($"--input は NAME=NODE の形で書いてください：{input}", $"Write --input as NAME=NODE: {input}"));
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(Institution) is null && !IsFile(result.GetValue(Recipe)))
                result.AddError(T("--institution が要ります。", "--institution is needed."));
        });
        command.Runs(SubmitAsync, Line, job => job.State is not (JobState.Failed or JobState.Cancelled));
        return command;
    }

    private static async Task<JobView> SubmitAsync(HubClient hub, ParseResult parsed, CancellationToken stop)
    {
        var job = await hub.SubmitAsync(IsFile(parsed.GetValue(Recipe)) ? await ReadAsync(parsed.GetValue(Recipe)!, stop) : await TypedAsync(parsed, stop), stop);
        return parsed.GetValue(Wait) ? await JobProgress.WaitAsync(hub, job, stop) : job;
    }

    private static bool IsFile(string? recipe) => recipe?.EndsWith(".json", StringComparison.Ordinal) == true && File.Exists(recipe);

    private static async Task<JobRequest> ReadAsync(string path, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        try
        {
            return await JsonSerializer.DeserializeAsync<JobRequest>(file, JsonSerializerOptions.Web, stop) ?? throw new FormatException($"{path}: null");
        }
        catch (JsonException error)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    private static async Task<JobRequest> TypedAsync(ParseResult parsed, CancellationToken stop) => new()
    {
        Recipe = parsed.GetValue(Recipe)!,
        Institution = parsed.GetValue(Institution)!,
        Inputs = (parsed.GetValue(Inputs) ?? []).Select(input => input.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
        Project = parsed.GetValue(Project),
        Output = parsed.GetValue(Output),
        Seed = parsed.GetValue(Seed),
        Site = parsed.GetValue(Site),
        Resources = new() { Cores = parsed.GetValue(Cores), MemoryMiB = parsed.GetValue(Memory), Gpus = parsed.GetValue(Gpus), Minutes = parsed.GetValue(Minutes) },
        Allocation = parsed.GetValue(Allocation),
        Configuration = parsed.GetValue(Configuration) is { } file ? await File.ReadAllTextAsync(file.FullName, stop) : null,
    };

    private static Command Show()
    {
        var command = new Command("show", "One job / ジョブの状態") { Id };
        command.Runs((hub, parsed, stop) => hub.JobAsync(parsed.GetValue(Id)!, stop), job =>
        {
            Line(job);
            if (job.Allocation is { } allocation)
                Console.WriteLine(T($"  料金 {job.Cost:#,0.##} クレジット、予約 {job.Reserved:#,0.##}（{allocation}）", $"  {job.Cost:#,0.##} credits, {job.Reserved:#,0.##} reserved ({allocation})"));
            Console.WriteLine(string.Join('\n', job.Outputs.Select(output => $"  → {output}")));
        });
        return command;
    }

    private static Command Log()
    {
        var command = new Command("log", "The job's log / ジョブのログ") { Id };
        command.Runs((hub, parsed, stop) => hub.LogAsync(parsed.GetValue(Id)!, stop), Console.Write);
        return command;
    }

    private static Command Cancel()
    {
        var command = new Command("cancel", "Stop a job / ジョブを取り消す") { Id };
        command.Runs((hub, parsed, stop) => hub.CancelAsync(parsed.GetValue(Id)!, stop), Line);
        return command;
    }

    private static void Line(JobView job) =>
        Console.WriteLine($"{job.Id,-32} {job.State,-10} {job.Institution,-20} {job.Phase} {job.Step}/{job.Total} {job.Reason}");
}
