using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Tsumugi.Datasets.Linkage.Routes;

namespace Tsumugi.Datasets.Linkage.TogoId;

/// <summary>A conversion as TogoID reports it.</summary>
internal static class TogoIdReport
{
    public static IResult Write(TogoIdQuery asked, Converted done)
    {
        var rows = Rows(asked, done).ToList();
        var page = rows.Skip(asked.Offset).Take(asked.Limit).ToList();
        if (asked.Format != "json")
            return Table(asked, page);
        var answer = new Dictionary<string, object> { ["ids"] = asked.Ids, ["route"] = asked.Route };
        if (asked.Total)
            answer["total"] = rows.Count;
        answer["results"] = asked.Report == "target" ? page.Select(row => row[0]) : page;
        return TypedResults.Ok(answer);
    }

    private static IEnumerable<string?[]> Rows(TogoIdQuery asked, Converted done)
    {
        var (ids, conversion) = (Enumerable.Range(0, done.Asked.List.Count), done.Conversion);
        return asked.Report switch
        {
            "target" => ids.SelectMany(at => conversion.Targets(at).Order(StringComparer.Ordinal)).Distinct().Select(target => (string?[])[target]),
            "pair" => ids.SelectMany(at => conversion.Targets(at).Order(StringComparer.Ordinal).Select(target => (string?[])[done.Asked.List.Text(at), target])),
            "full" => ids.SelectMany(at => conversion.Paths(at).Cast<string?[]>().DefaultIfEmpty([done.Asked.List.Text(at), .. Enumerable.Repeat((string?)null, asked.Route.Count - 1)])),
            _ => ids.SelectMany(conversion.Paths),
        };
    }

    private static ContentHttpResult Table(TogoIdQuery asked, IEnumerable<string?[]> rows)
    {
        var (mark, type) = asked.Format == "csv" ? (',', "text/csv") : ('\t', "text/tab-separated-values");
        var text = new StringBuilder();
        if (asked.Header)
            text.AppendJoin(mark, asked.Report switch { "target" => asked.Route.TakeLast(1), "pair" => [asked.Route[0], asked.Route[^1]], _ => asked.Route }).Append('\n');
        foreach (var row in rows)
            text.AppendJoin(mark, row.Select(cell => cell?.Contains(mark, StringComparison.Ordinal) == true ? $"\"{cell}\"" : cell)).Append('\n');
        return TypedResults.Text(text.ToString(), type, Encoding.UTF8);
    }
}
