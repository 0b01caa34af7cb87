using System.CommandLine;
using System.Globalization;
using Tsumugi.Client;
using Tsumugi.Client.Models;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>model infer</c>: from the sequences of a FASTA file to what a model says of them.</summary>
internal static class InferCommand
{
    private static readonly Argument<string> Id = new("model") { Description = "institution/name" };

    private static readonly Argument<string> File = new("file") { Description = "FASTA file; '-' reads standard input / FASTA ファイル（- は標準入力）" };

    private static readonly Option<string?> View = new("--view") { Description = "dna, protein or text / 入力の種類" };

    private static readonly Option<string?> Outputs = new("--outputs") { Description = "Of embedding, scores, states, nearest, with commas / 欲しい結果（コンマ区切り）" };

    private static readonly Option<string?> Against = new("--against") { Description = "View that nearest compares with / 近さを比べる種類" };

    private static readonly Option<int?> Top = new("--top") { Description = "Nearest genes for each, 1 to 100 / 近い遺伝子の件数" };

    private static readonly Option<string?> Project = new("--project") { Description = "In whose name / プロジェクト" };

    private static readonly Option<string?> Revision = new("--revision") { Description = "Branch, tag, alias or start of a revision / 版" };

    public static Command Make()
    {
        var command = new Command("infer", "Ask a model about sequences / 配列を送り、モデルの結果を得る") { Id, File, View, Outputs, Against, Top, Revision, Project };
        command.Runs(AskAsync, Show);
        return command;
    }

    private static async Task<SequencesAnswer> AskAsync(HubClient hub, ParseResult parsed, CancellationToken stop)
    {
        var file = parsed.GetValue(File)!;
        var fasta = file == "-" ? await Console.In.ReadToEndAsync(stop) : await System.IO.File.ReadAllTextAsync(file, stop);
        return await hub.InferAsync(parsed.GetValue(Id)!, fasta, new Dictionary<string, string?>
        {
            ["view"] = parsed.GetValue(View),
            ["outputs"] = parsed.GetValue(Outputs),
            ["against"] = parsed.GetValue(Against),
            ["top"] = parsed.GetValue(Top)?.ToString(CultureInfo.InvariantCulture),
            ["revision"] = parsed.GetValue(Revision),
            ["project"] = parsed.GetValue(Project),
        }, stop);
    }

    private static void Show(SequencesAnswer answer)
    {
        foreach (var item in answer.Items)
        {
            Console.WriteLine(item.Name);
            if (item.Embedding is { } vector)
                Console.WriteLine($"  {T("ベクトル", "embedding")} [{vector.Length}]  {Numbers(vector)}");
            if (item.Scores is { } scores)
                Console.WriteLine($"  {T("位置ごとのスコア", "scores")} [{scores.Length}]  {Numbers(scores)}  {T("平均", "mean")} {scores.DefaultIfEmpty().Average():0.000}");
            if (item.States is { } states)
                Console.WriteLine($"  {T("位置ごとのベクトル", "states")} [{states.Count}, {(states.Count > 0 ? states[0].Length : 0)}]");
            foreach (var gene in item.Nearest ?? [])
                Console.WriteLine($"  {gene.Rank,3}  {gene.Score:0.0000}  {gene.LocusTag,-24} {gene.Product}");
        }

        Console.WriteLine($"{answer.Model}\n{answer.Use}");
    }

    /// <summary>The first few; all of them with <c>--json</c>.</summary>
    private static string Numbers(float[] values) =>
        string.Join(' ', values.Take(4).Select(value => value.ToString("0.000", CultureInfo.InvariantCulture))) + (values.Length > 4 ? " …" : "");
}
