using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Tsumugi.Bench;

/// <summary>A table for people, and as the last line one JSON object for programs.</summary>
internal static class BenchReport
{
    public static void Print(string bench, IReadOnlyList<Figure> figures)
    {
        if (figures.Any(figure => figure.Beside is not null))
            Console.WriteLine($"{"",-44} {"model",8}  {"seeds",-15} {"baseline",8} {"published",9}");
        foreach (var figure in figures)
            Console.WriteLine(figure.Beside is { } beside ? Row(figure, beside) : Invariant($"{figure.Words,-52} {figure.Value,12:0.###} {figure.Unit}"));
        var json = new JsonObject
        {
            ["bench"] = bench,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["machine"] = $"{RuntimeInformation.OSArchitecture} {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors",
        };
        foreach (var figure in figures)
            Add(json, figure);
        Console.WriteLine(json.ToJsonString());
    }

    private static string Row(Figure figure, Comparison beside)
    {
        var published = beside.Published is { } value ? Invariant($"{value:0.000}") : "–";
        var seeds = Invariant($"{beside.Seeds.Min():0.000}–{beside.Seeds.Max():0.000}");
        var notes = beside.Source.Length > 0 ? $"{beside.Method}; {beside.Source}" : beside.Method;
        return Invariant($"{figure.Words,-44} {figure.Value,8:0.000}  {seeds,-15} {beside.Baseline,8:0.000} {published,9}  {notes}");
    }

    private static void Add(JsonObject json, Figure figure)
    {
        json[figure.Key] = Math.Round(figure.Value, 3);
        if (figure.Beside is not { } beside)
            return;
        json[figure.Key + "Seeds"] = new JsonArray(beside.Seeds.Select(seed => (JsonNode?)JsonValue.Create(Math.Round(seed, 3))).ToArray());
        json[figure.Key + "Baseline"] = Math.Round(beside.Baseline, 3);
        if (beside.Published is { } published)
            json[figure.Key + "Published"] = published;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
