using System.CommandLine;
using System.Text.Json;
using Tsumugi.Client.Compute;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary>How a job is described on the command line.</summary>
internal static class JobOptions
{
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

    private static readonly Option<FileInfo?> Configuration = new("--configuration") { Description = "For merge: mergekit's file; for command: JSON with steps / merge の設定ファイル、command の steps などの JSON" };

    private static readonly Option<string[]> Set = new("--set") { Description = "PATH=VALUE in place of the recipe's, e.g. learningRate=0.001 / レシピの値を変える" };

    private static readonly Option<string[]> After = new("--after") { Description = "A job that must succeed first / 先に終わるべきジョブ" };

    public static void AddTo(Command command)
    {
        command.Add(Recipe);
        foreach (var option in (Option[])[Institution, Project, Inputs, Output, Seed, Site, Cores, Memory, Gpus, Minutes, Allocation, Configuration, Set, After])
            command.Add(option);
        command.NeedsPairs(Inputs, "NAME=NODE");
        command.NeedsPairs(Set, "PATH=VALUE");
        command.Validators.Add(result =>
        {
            if (result.GetValue(Institution) is null && !IsFile(result.GetValue(Recipe)))
                result.AddError(T("--institution が要ります。", "--institution is needed."));
        });
    }

    public static void NeedsPairs(this Command command, Option<string[]> option, string shape) => command.Validators.Add(result =>
    {
        foreach (var pair in (result.GetValue(option) ?? []).Where(pair => pair.IndexOf('=', StringComparison.Ordinal) < 1))
            result.AddError(T($"{option.Name} は {shape} の形で書いてください：{pair}", $"Write {option.Name} as {shape}: {pair}"));
    });

    /// <returns>The file that holds the whole request, or null when it is described by options.</returns>
    public static string? File(ParseResult parsed) => IsFile(parsed.GetValue(Recipe)) ? parsed.GetValue(Recipe) : null;

    public static async Task<JobRequest> ReadAsync(ParseResult parsed, CancellationToken stop) => new()
    {
        Recipe = parsed.GetValue(Recipe)!,
        Institution = parsed.GetValue(Institution)!,
        Inputs = Pairs(parsed.GetValue(Inputs)).ToDictionary(pair => pair.Key, pair => pair.Value),
        Project = parsed.GetValue(Project),
        Output = parsed.GetValue(Output),
        Seed = parsed.GetValue(Seed),
        Site = parsed.GetValue(Site),
        Resources = new() { Cores = parsed.GetValue(Cores), MemoryMiB = parsed.GetValue(Memory), Gpus = parsed.GetValue(Gpus), Minutes = parsed.GetValue(Minutes) },
        Allocation = parsed.GetValue(Allocation),
        Changes = Pairs(parsed.GetValue(Set)).ToDictionary(pair => pair.Key, pair => ValueText.Read(pair.Value) is [var one] ? one : JsonSerializer.SerializeToElement(pair.Value)),
        After = parsed.GetValue(After) ?? [],
        Configuration = parsed.GetValue(Configuration) is { } file ? await System.IO.File.ReadAllTextAsync(file.FullName, stop) : null,
    };

    public static IEnumerable<(string Key, string Value)> Pairs(string[]? texts) => (texts ?? []).Select(text => text.Split('=', 2)).Select(pair => (pair[0], pair[1]));

    private static bool IsFile(string? recipe) => recipe?.EndsWith(".json", StringComparison.Ordinal) == true && System.IO.File.Exists(recipe);
}
