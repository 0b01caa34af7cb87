using System.CommandLine;
using Tsumugi.Client.Datasets;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class CatalogueCommands
{
    private static readonly Argument<string[]> Words = new("words") { Description = "Words in Japanese or English, all of which must be found / 言葉（すべてを含むもの）", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string[]>[] Facets =
    [
        Facet("kind", "dataset, model, instrument, course, project, call, proposal, usecase, publication / 種類"), Facet("layer", "Layer of life, for example protein / 生命の階層"),
        Facet("modality", "What is measured, for example sequence / 計測"), Facet("organism", "Name or NCBITaxon:9606 / 生物種"), Facet("disease", "Name or MONDO:0008903, with its kinds / 疾患"),
        Facet("tissue", "Name or UBERON:0002107 / 組織"), Facet("institution", "Whose / 研究機関"), Facet("access", "open, request or institution / 公開範囲"),
    ];

    private static readonly Option<int> Page = new("--page") { Description = "From 1 / ページ", DefaultValueFactory = _ => 1 };

    public static Command Make()
    {
        var search = new Command("search", "Find anything that the hub holds / ハブにあるものをまとめて探す") { Words, Page };
        foreach (var facet in Facets)
            search.Add(facet);
        search.Runs(
            (hub, parsed, stop) => hub.CatalogueAsync(
                string.Join(' ', parsed.GetValue(Words) ?? []), Facets.SelectMany(facet => (parsed.GetValue(facet) ?? []).Select(value => (facet.Name[2..], value))), parsed.GetValue(Page), stop),
            Show);
        return new("catalogue", "Everything that the hub holds / ハブのカタログ") { search };
    }

    private static Option<string[]> Facet(string name, string description) => new($"--{name}") { Description = description };

    private static void Show(CatalogueView found)
    {
        foreach (var item in found.Items)
        {
            Console.WriteLine($"{item.Node}\n    {T(item.TitleJa, item.TitleEn)}");
            if (item.Use is { } use)
                Console.WriteLine($"    {T("使えるか", "May I use it?")} {use.Answer} {use.Why}");
        }

        Console.WriteLine(T($"全 {found.Total:N0} 件{(found.AtLeast ? "以上" : "")}、{found.Page} ページ目", $"{found.Total:N0}{(found.AtLeast ? " or more" : "")} found, page {found.Page}"));
        foreach (var facet in found.Facets)
            Console.WriteLine($"  {T(facet.TitleJa, facet.TitleEn)}: {string.Join(", ", facet.Values.Select(value => $"{T(value.TitleJa, value.TitleEn)} {value.Count:N0}{(found.AtLeast ? "+" : "")}"))}");
    }
}
