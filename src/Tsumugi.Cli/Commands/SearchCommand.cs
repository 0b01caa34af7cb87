using System.CommandLine;
using Tsumugi.Client.UseCases;

namespace Tsumugi.Cli.Commands;

internal static class SearchCommand
{
    private static readonly Argument<string> Query = new("query") { Description = "DNA, protein or words; '-' reads standard input / 配列または言葉（- は標準入力）" };

    private static readonly Option<string> View = new("--view") { Description = "auto, dna, protein or text / 入力の種類", DefaultValueFactory = _ => "auto" };

    private static readonly Option<string> Against = new("--against") { Description = "dna, protein or text / 比べる対象", DefaultValueFactory = _ => "protein" };

    private static readonly Option<string?> Model = new("--model") { Description = "Model node; without it the newest / モデル（省略すると最新）" };

    private static readonly Option<string?> Project = new("--project") { Description = "In whose name / プロジェクト" };

    private static readonly Option<int> Top = new("--top") { Description = "How many, 1 to 100 / 件数", DefaultValueFactory = _ => 10 };

    public static Command Make()
    {
        var command = new Command("search", "From DNA, a protein or words to genes / 配列や言葉から遺伝子を探す") { Query, View, Against, Model, Project, Top };
        command.Runs(
            async (hub, parsed, stop) => await hub.SearchAsync(new()
            {
                Query = parsed.GetValue(Query) is { } query and not "-" ? query : await Console.In.ReadToEndAsync(stop),
                View = parsed.GetValue(View)!,
                Against = parsed.GetValue(Against)!,
                Model = parsed.GetValue(Model),
                Project = parsed.GetValue(Project),
                Top = parsed.GetValue(Top),
            }, stop),
            Show);
        return command;
    }

    private static void Show(SearchAnswer answer)
    {
        Console.WriteLine($"{answer.View} → {answer.Against}");
        foreach (var hit in answer.Hits)
            Console.WriteLine($"{hit.Rank,3}  {hit.Score:0.0000}  {hit.LocusTag,-24} {hit.Record}:{hit.Start}-{hit.End}({hit.Strand})  {hit.Product}");
        Console.WriteLine($"{answer.Model}\n{answer.Dataset}\n{answer.Use}");
    }
}
