using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Linkage.Routes;
using Tsumugi.Hub;

namespace Tsumugi.Datasets.Linkage.TogoId;

/// <summary>What TogoID's <c>convert</c> is asked.</summary>
/// <param name="Report"><c>all</c>: every step; <c>pair</c>: first and last; <c>target</c>: last only; <c>full</c>: as all, also what leads nowhere.</param>
/// <param name="Format"><c>json</c>, <c>csv</c> or <c>tsv</c>.</param>
internal sealed record TogoIdQuery(IReadOnlyList<string> Ids, IReadOnlyList<string> Route, string Report, string Format, int Limit, int Offset, bool Header, bool Total)
{
    private const int MostRows = 10_000;
    private static readonly string[] Reports = ["all", "pair", "target", "full"];
    private static readonly string[] Formats = ["json", "csv", "tsv"];

    public static Outcome<TogoIdQuery> Read(IFormCollection? form, IQueryCollection query)
    {
        string? Said(string name) => form is not null && form.TryGetValue(name, out var written) ? written.ToString() : query.TryGetValue(name, out var asked) ? asked.ToString() : null;

        // Clients of before 2022 say include for report.
        var (report, format) = (Said("report") ?? Said("include") ?? "target", Said("format") ?? "json");
        var route = (Said("route") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var faults = new FieldFaults()
            .Need(route.Length is >= 2 and <= LinkGraph.MostHops + 1, "route", new($"体系の名前を , で 2～{LinkGraph.MostHops + 1} 個つないでください。", $"Name 2 to {LinkGraph.MostHops + 1} datasets, separated by commas."))
            .Need(Reports.Contains(report), "report", new("all・pair・target・full のどれかです。", "One of all, pair, target, full."))
            .Need(Formats.Contains(format), "format", new("json・csv・tsv のどれかです。", "One of json, csv, tsv."))
            .Need(Number(Said("limit"), MostRows, out var limit) && limit <= MostRows, "limit", new($"{MostRows} 以下の整数です。", $"A whole number up to {MostRows}."))
            .Need(Number(Said("offset"), 0, out var offset), "offset", new("0 以上の整数です。", "A whole number from 0."));
        return faults.ToRefusal() is { } refusal ? refusal : new TogoIdQuery(AskedIdentifiers.Split(Said("ids")), route, report, format, limit, offset, Said("noheader") is null or "0" or "false", Said("total") is "1" or "true");
    }

    private static bool Number(string? text, int otherwise, out int value)
    {
        value = otherwise;
        return text is null || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
