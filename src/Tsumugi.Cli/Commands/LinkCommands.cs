using System.CommandLine;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class LinkCommands
{
    private static readonly Argument<string[]> Ids = new("ids") { Description = "Identifiers; without any, --file or standard input / ID（なければ --file か標準入力）", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<FileInfo?> File = new("--file") { Description = "Identifiers, one a line or separated by commas / ID のファイル" };

    private static readonly Option<string?> From = new("--from") { Description = "Their system; recognised when left out / 変換元（省略すると判定）" };

    private static readonly Option<string> To = new("--to") { Description = "System to convert to / 変換先", Required = true };

    private static readonly Option<string?> Route = new("--route") { Description = "Systems from first to last, with commas; the best when left out / 経路（省略すると最良）" };

    private static readonly Option<string?> Project = new("--project") { Description = "In whose name / プロジェクト" };

    private static readonly Argument<string> Dataset = new("dataset") { Description = "institution/name" };

    private static readonly Argument<FileInfo> Recipe = new("recipe") { Description = "YAML: which link sets lie in which files / どのファイルにどの対応付けがあるか" };

    private static readonly Option<string?> Revision = new("--revision") { Description = "Start of a hash; the newest when left out / 版" };

    private static readonly Option<string?> Search = new("--search") { Description = "Words of labels / 名前の一部" };

    private static readonly Option<string?> OfDataset = new("--dataset") { Description = "institution/name" };

    public static Command Make()
    {
        var convert = new Command("convert", "Convert identifiers / ID を変換する") { Ids, File, From, To, Route, Project };
        convert.Runs(ConvertAsync, Rows);
        var routes = new Command("routes", "Count before converting: routes and how far they lead / 経路ごとの件数") { Ids, File, From, To, Project };
        routes.Runs(async (hub, parsed, stop) => await hub.LinkRoutesAsync(new() { Ids = await ReadAsync(parsed, stop), From = parsed.GetValue(From), To = parsed.GetValue(To)! }, parsed.GetValue(Project), stop), Say);
        var recognise = new Command("recognise", "Of which systems identifiers may be / どの体系の ID かを調べる") { Ids, File };
        recognise.Runs(async (hub, parsed, stop) => await hub.RecogniseAsync(new(await ReadAsync(parsed, stop)), stop), Say);
        var systems = new Command("systems", "Identifier systems / ID の体系") { Search };
        systems.Runs((hub, parsed, stop) => hub.IdentifierSystemsAsync(parsed.GetValue(Search), stop), Say);
        var define = new Command("define", "Add identifier systems (operators) / ID の体系を追加する（運用担当者）") { Recipe };
        define.Runs(async (hub, parsed, stop) => await hub.DefineIdentifierSystemsAsync(await TextAsync(parsed, stop), stop), Say);
        var declare = new Command("declare", "Declare the link sets of a dataset / データセットの対応付けを登録する") { Dataset, Recipe, Revision };
        declare.Runs(async (hub, parsed, stop) => await hub.DeclareLinksAsync(parsed.GetValue(Dataset)!, new(await TextAsync(parsed, stop), parsed.GetValue(Revision)), stop), Say);
        var sets = new Command("sets", "Link sets, and how far they are loaded / 対応付けの一覧") { OfDataset };
        sets.Runs((hub, parsed, stop) => hub.LinkSetsAsync(parsed.GetValue(OfDataset), stop), Say);
        return new("link", "Identifiers across databases / データベース間の ID") { convert, routes, recognise, systems, define, declare, sets };
    }

    private static Task<string> TextAsync(ParseResult parsed, CancellationToken stop) => System.IO.File.ReadAllTextAsync(parsed.GetValue(Recipe)!.FullName, stop);

    private static async Task<IReadOnlyList<string>> ReadAsync(ParseResult parsed, CancellationToken stop)
    {
        if (parsed.GetValue(Ids) is { Length: > 0 } given)
            return given;
        var text = parsed.GetValue(File) is { } file ? await System.IO.File.ReadAllTextAsync(file.FullName, stop) : await Console.In.ReadToEndAsync(stop);
        return text.Split((char[])[' ', '\t', '\r', '\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Long lists go in parts; the route that was best for the first is the route of all.</summary>
    private static async Task<ConvertAnswer> ConvertAsync(HubClient hub, ParseResult parsed, CancellationToken stop)
    {
        const int Part = 100_000;
        var (ids, project) = (await ReadAsync(parsed, stop), parsed.GetValue(Project));
        ConvertAnswer? whole = null;
        foreach (var part in ids.Count == 0 ? [[]] : ids.Chunk(Part))
        {
            var route = whole?.Route ?? parsed.GetValue(Route)?.Split(',', StringSplitOptions.TrimEntries);
            var answer = await hub.ConvertIdentifiersAsync(new() { Ids = part, From = parsed.GetValue(From), To = parsed.GetValue(To)!, Route = route }, project, stop);
            whole = whole is null ? answer : whole with
            {
                Rows = [.. whole.Rows, .. answer.Rows],
                More = whole.More || answer.More,
                Unmapped = [.. whole.Unmapped, .. answer.Unmapped],
                Ambiguous = [.. whole.Ambiguous, .. answer.Ambiguous],
                Obsolete = [.. whole.Obsolete, .. answer.Obsolete],
                Unread = [.. whole.Unread, .. answer.Unread],
            };
        }

        return whole!;
    }

    /// <summary>The table goes to standard output, what it leaves out to standard error.</summary>
    private static void Rows(ConvertAnswer answer)
    {
        Console.WriteLine(string.Join('\t', answer.Route));
        foreach (var row in answer.Rows)
            Console.WriteLine(string.Join('\t', row.Path));
        Console.Error.WriteLine(T(
            $"対応なし {answer.Unmapped.Count} 件、複数に対応 {answer.Ambiguous.Count} 件、廃止 {answer.Obsolete.Count} 件、読めない {answer.Unread.Count} 件",
            $"{answer.Unmapped.Count} unmapped, {answer.Ambiguous.Count} ambiguous, {answer.Obsolete.Count} obsolete, {answer.Unread.Count} not read"));
        foreach (var id in answer.Obsolete)
            Console.Error.WriteLine($"  {id.Id} → {string.Join(", ", id.ReplacedBy)}");
        foreach (var used in answer.Links)
            Console.Error.WriteLine($"  {used.Node} ({used.Version})");
        if (answer.More)
            Console.Error.WriteLine(T("行が多すぎるため、残りを省きました。ID を分けて変換してください。", "There were too many rows, and the rest was left out; convert fewer identifiers at a time."));
    }

    private static void Say(RoutesAnswer answer)
    {
        foreach (var route in answer.Routes)
            Console.WriteLine($"{route.Sources,8} / {answer.Asked} → {route.Targets,-8} {string.Join(" → ", route.Systems)}  ({string.Join(" / ", Meanings(route))})");
    }

    private static IEnumerable<string> Meanings(RouteView route) => route.MeaningsJa.Zip(route.MeaningsEn, T);

    private static void Say(IReadOnlyList<RecognisedSystem> found)
    {
        foreach (var system in found)
            Console.WriteLine($"{system.Count,8} {system.Name,-20} {T(system.LabelJa, system.LabelEn)}");
    }

    private static void Say(IReadOnlyList<IdentifierSystemView> systems)
    {
        foreach (var system in systems)
            Console.WriteLine($"{system.Name,-20} {system.Category,-12} {T(system.LabelJa, system.LabelEn)}  {string.Join(' ', system.Examples)}");
    }

    private static void Say(IReadOnlyList<LinkSetView> sets)
    {
        foreach (var set in sets)
            Console.WriteLine($"{set.State,-8} {set.Pairs,12:N0} {$"{set.From} → {set.To}",-40} {T(set.ForwardJa, set.ForwardEn)}  {set.Dataset}@{set.Revision[..12]} {set.File} {set.Version} {set.Fault}");
    }
}
