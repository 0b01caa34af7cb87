using System.CommandLine;
using System.Globalization;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>allocation list</c>, <c>show</c>, <c>award</c>.</summary>
internal static class AllocationCommands
{
    private static readonly Argument<string> Id = new("allocation") { Description = "The allocation's id / 割り当ての ID" };

    private static readonly Option<string?> Project = new("--project") { Description = "The project's short name / プロジェクト" };

    private static readonly Option<string?> Person = new("--person") { Description = "The person's short name, when it is no project's / 人" };

    private static readonly Option<string[]> Sites = new("--site") { Description = "Site where it may be used, all without it; may be repeated / 計算拠点（繰り返し可）" };

    private static readonly Option<decimal?> Credits = new("--credits") { Description = "Credits / クレジット" };

    private static readonly Option<decimal?> CoreHours = new("--core-hours") { Description = "Core hours, at the sites' highest price / コア時間" };

    private static readonly Option<string[]> GpuHours = new("--gpu-hours") { Description = "MODEL=HOURS; may be repeated / GPU の型名=時間（繰り返し可）" };

    private static readonly Option<DateTime> Until = new("--until") { Description = "End, UTC / 終わり（UTC）", Required = true };

    private static readonly Option<string> Note = new("--note") { Description = "What it is for / 目的", DefaultValueFactory = _ => "" };

    public static Command Make() => new("allocation", "Allocations of compute / 計算資源の割り当て") { List(), Show(), Award() };

    private static Command List()
    {
        var command = new Command("list", "Those you may see / 割り当ての一覧") { Project };
        command.Runs((hub, parsed, stop) => hub.AllocationsAsync(parsed.GetValue(Project), stop), rows =>
        {
            foreach (var row in rows)
                Line(row);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One with its newest postings / 割り当てと最近の仕訳") { Id };
        command.Runs(
            async (hub, parsed, stop) => new Shown(await hub.AllocationAsync(parsed.GetValue(Id)!, stop), await hub.PostingsAsync(parsed.GetValue(Id)!, 1, stop)),
            shown =>
            {
                Line(shown.Allocation);
                foreach (var posting in shown.Postings.Items)
                    Console.WriteLine($"  {posting.Seq,8}  {posting.At:u}  {posting.Kind,-8} {posting.From,-9} → {posting.To,-9} {posting.Credits,14:#,0.######}  {posting.Job}");
            });
        return command;
    }

    private static Command Award()
    {
        var command = new Command("award", "Award one (operators) / 配分する（運用担当者）") { Project, Person, Sites, Credits, CoreHours, GpuHours, Until, Note };
        command.Validators.Add(result =>
        {
            foreach (var pair in (result.GetValue(GpuHours) ?? []).Where(pair => Hours(pair) is null))
                result.AddError(T($"--gpu-hours は 型名=時間 の形で書いてください：{pair}", $"Write --gpu-hours as MODEL=HOURS: {pair}"));
        });
        command.Runs(
            (hub, parsed, stop) => hub.AwardAsync(new()
            {
                Project = parsed.GetValue(Project),
                Person = parsed.GetValue(Person),
                Sites = parsed.GetValue(Sites) ?? [],
                Credits = parsed.GetValue(Credits),
                CoreHours = parsed.GetValue(CoreHours),
                GpuHours = (parsed.GetValue(GpuHours) ?? []).ToDictionary(pair => pair.Split('=')[0], pair => Hours(pair)!.Value),
                Until = DateTime.SpecifyKind(parsed.GetValue(Until), DateTimeKind.Utc),
                Note = parsed.GetValue(Note)!,
            }, stop),
            Line);
        return command;
    }

    private static decimal? Hours(string pair) =>
        pair.Split('=') is [{ Length: > 0 }, var hours] && decimal.TryParse(hours, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void Line(AllocationView row) => Console.WriteLine(
        $"{row.Id,-32} {row.State,-10} {(row.Sites.Count == 0 ? "*" : string.Join(',', row.Sites)),-20} {T("利用可能", "available")} {row.Available:#,0.##}  {T("予約", "reserved")} {row.Reserved:#,0.##}  {T("利用済み", "spent")} {row.Spent:#,0.##}  → {row.Until:yyyy-MM-dd}{(row.DryAt is { } dry ? T($"  {dry:yyyy-MM-dd} に使い切る見込み", $"  runs dry on {dry:yyyy-MM-dd}") : "")}");

    private sealed record Shown(AllocationView Allocation, Paged<PostingView> Postings);
}
