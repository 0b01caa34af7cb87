using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Tsumugi.Bench;

/// <summary>A table for people, and as the last line one JSON object for programs.</summary>
internal static class BenchReport
{
    public static void Print(string bench, IReadOnlyList<Figure> figures)
    {
        foreach (var figure in figures)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Words,-52} {figure.Value,12:0.###} {figure.Unit}"));
        var json = new JsonObject
        {
            ["bench"] = bench,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["machine"] = $"{RuntimeInformation.OSArchitecture} {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors",
        };
        foreach (var figure in figures)
            json[figure.Key] = Math.Round(figure.Value, 3);
        Console.WriteLine(json.ToJsonString());
    }
}
