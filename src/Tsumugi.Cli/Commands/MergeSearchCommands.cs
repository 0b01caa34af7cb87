using System.CommandLine;
using System.Globalization;
using Tsumugi.Client.Integration;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>merge-search …</c>: merges with different weights, compared by a benchmark.</summary>
internal static class MergeSearchCommands
{
    private static readonly Argument<FileInfo> File = new("request") { Description = "The search as JSON (docs/merging.md) / 探索の指定（JSON）" };

    private static readonly Argument<string> Id = new("search") { Description = "search-…" };

    private static readonly Option<bool> Wait = new("--wait") { Description = "Until it has ended / 終わるまで待つ" };

    public static Command Make() => new("merge-search", "Look for the weights with which a merge is good / よい統合の重みを探す") { Begin(), List(), Show(), Cancel() };

    private static Command Begin()
    {
        var command = new Command("begin", "Begin a search / 探索を始める") { File, Wait };
        command.Runs(
            async (hub, parsed, stop) =>
            {
                var search = await hub.BeginMergeSearchAsync(await RequestFile.ReadAsync<MergeSearchRequest>(parsed.GetValue(File)!.FullName, stop), stop);
                while (parsed.GetValue(Wait) && search.State == "running")
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), stop);
                    search = await hub.MergeSearchAsync(search.Id, stop);
                }

                return search;
            },
            Tell, search => search.State is "running" or "succeeded");
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Your institutions' searches / 所属機関の探索");
        command.Runs((hub, _, stop) => hub.MergeSearchesAsync(stop), page =>
        {
            foreach (var search in page.Items)
                Line(search);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One search, the best first / 探索の結果（よい順）") { Id };
        command.Runs((hub, parsed, stop) => hub.MergeSearchAsync(parsed.GetValue(Id)!, stop), Tell);
        return command;
    }

    private static Command Cancel()
    {
        var command = new Command("cancel", "Stop a search / 探索を中止する") { Id };
        command.Runs((hub, parsed, stop) => hub.CancelMergeSearchAsync(parsed.GetValue(Id)!, stop), Tell);
        return command;
    }

    private static void Tell(MergeSearchView search)
    {
        Line(search);
        foreach (var one in search.Evaluations)
            Console.WriteLine($"  {one.Number,4} {Written(one.Value),-12} {one.Model ?? one.MergeJob ?? "—",-40} {string.Join("  ", one.Values.Select(value => $"{value.Key}={value.Value}"))}");
    }

    private static void Line(MergeSearchView search) =>
        Console.WriteLine($"{search.Id}  {search.State,-10} {search.Request.Method,-7} {search.Evaluations.Count(one => one.Ended)}/{search.Request.Evaluations ?? search.Evaluations.Count}  {T($"{search.Request.Metric} の最良値", $"best {search.Request.Metric}")} {Written(search.Best?.Value)}  {search.Reason}");

    private static string Written(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "—";
}
