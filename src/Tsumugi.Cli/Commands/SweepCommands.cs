using System.CommandLine;
using System.Text.Json;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class SweepCommands
{
    private static readonly Argument<string> Id = new("sweep") { Description = "The sweep's id / スイープの ID" };

    private static readonly Option<string[]> Over = new("--over") { Description = "PATH=VALUE,VALUE… or, drawn at random, a range PATH=FROM:TO or PATH=FROM:TO:log / 試す値または範囲" };

    private static readonly Option<int?> Points = new("--random") { Description = "Draw so many instead of trying every combination / 無作為に選ぶ個数" };

    private static readonly Option<int> Drawing = new("--draw-seed") { Description = "Seed of the drawing / 選ぶときの乱数の種", DefaultValueFactory = _ => 1 };

    private static readonly Option<string> Metric = new("--metric") { Description = "The value to compare by / 比べる指標", DefaultValueFactory = _ => "loss" };

    private static readonly Option<bool> Maximize = new("--maximize") { Description = "More is better / 大きいほどよい" };

    public static Command Make() => new("sweep", "The same job with several values / 値の組み合わせを試す") { Submit(), List(), Show(), Cancel() };

    private static Command Submit()
    {
        var command = new Command("submit", "Run a recipe with several values; or a file with the whole request / 値の組み合わせを試す") { Over, Points, Drawing, Metric, Maximize };
        JobOptions.AddTo(command);
        command.NeedsPairs(Over, "PATH=VALUES");
        command.Runs(SubmitAsync, Write);
        return command;
    }

    private static async Task<SweepView> SubmitAsync(HubClient hub, ParseResult parsed, CancellationToken stop) => await hub.SubmitSweepAsync(
        JobOptions.File(parsed) is { } file ? await RequestFile.ReadAsync<SweepRequest>(file, stop) : new()
        {
            Job = await JobOptions.ReadAsync(parsed, stop),
            Over = JobOptions.Pairs(parsed.GetValue(Over)).ToDictionary(pair => pair.Key, pair => Axis(pair.Value)),
            Method = parsed.GetValue(Points) is null ? SweepMethod.Grid : SweepMethod.Random,
            Points = parsed.GetValue(Points),
            Seed = parsed.GetValue(Drawing),
            Metric = parsed.GetValue(Metric)!,
            Goal = parsed.GetValue(Maximize) ? SweepGoal.Max : SweepGoal.Min,
        },
        stop);

    private static JsonElement Axis(string text) =>
        text.Split(':') is [var from, var to, .. var scale] && scale.Length < 2 && ValueText.Read(from) is [{ ValueKind: JsonValueKind.Number } low] && ValueText.Read(to) is [{ ValueKind: JsonValueKind.Number } high]
            ? JsonSerializer.SerializeToElement(new { from = low, to = high, scale = scale is [var named] ? named : "linear" })
            : JsonSerializer.SerializeToElement(ValueText.Read(text));

    private static Command List()
    {
        var command = new Command("list", "Your institutions' sweeps / 所属機関のスイープ");
        command.Runs((hub, _, stop) => hub.SweepsAsync(stop), page =>
        {
            foreach (var sweep in page.Items)
                Line(sweep);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One sweep, the best first / スイープの結果（よい順）") { Id };
        command.Runs((hub, parsed, stop) => hub.SweepAsync(parsed.GetValue(Id)!, stop), Write);
        return command;
    }

    private static Command Cancel()
    {
        var command = new Command("cancel", "Stop what has not ended / 残りを取り消す") { Id };
        command.Runs((hub, parsed, stop) => hub.CancelSweepAsync(parsed.GetValue(Id)!, stop), Write);
        return command;
    }

    private static void Write(SweepView sweep)
    {
        Line(sweep);
        foreach (var point in sweep.Points)
            Console.WriteLine($"  {point.Job,-32} {point.State,-10} {point.Value?.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) ?? "—",-12} {string.Join("  ", point.Values.Select(value => $"{value.Key}={value.Value}"))}");
    }

    private static void Line(SweepView sweep) =>
        Console.WriteLine($"{sweep.Id,-16} {sweep.Recipe,-28} {sweep.Institution,-20} {T($"{sweep.Metric} の最良値", $"best {sweep.Metric}")} {(sweep.Points is [{ Value: { } best }, ..] ? best.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) : "—")}");
}
