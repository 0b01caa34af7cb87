using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Search;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Search with filters, sorting and pages.</summary>
internal static class WireSearch
{
    private const int MostItems = 1000;

    public static async Task<IResult> RunAsync(WireContext wire, RepositoryIndex index, string type)
    {
        var caller = await wire.CallerAsync();
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var asked = wire.Http.Request.Query;
        if (!Orders.TryGetValue(asked["sort"].ToString(), out var order))
            return BadSort(asked["sort"].ToString()).ToProblem();
        var query = new RepositoryQuery
        {
            Kind = WireTarget.Kind(type)!,
            Text = asked["search"].ToString(),
            Institution = asked["author"].ToString() is { Length: > 0 } author ? author : null,
            Tags = [.. asked["filter"].OfType<string>().SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries)), .. asked["pipeline_tag"].OfType<string>()],
            Gated = bool.TryParse(asked["gated"], out var gated) ? gated : null,
            Order = order,
            Skip = Math.Max(Number(asked["cursor"], 0), 0),
            Take = Math.Clamp(Number(asked["limit"], MostItems), 1, MostItems),
        };
        var found = await index.FindAsync(wire.Db, caller, query, wire.Stop);
        if (query.Skip + query.Take < found.Total)
        {
            var next = QueryHelpers.AddQueryString(
                WireTarget.Endpoint(wire.Http) + wire.Http.Request.Path,
                asked.Where(pair => pair.Key != "cursor").SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)))
                    .Append(new("cursor", (query.Skip + query.Take).ToString(CultureInfo.InvariantCulture))));
            wire.Http.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        return TypedResults.Json(await ItemsAsync(wire, found.Rows, asked));
    }

    private static readonly Dictionary<string, RepositoryOrder> Orders = new(StringComparer.Ordinal)
    {
        [""] = RepositoryOrder.Relevance,
        ["lastModified"] = RepositoryOrder.Updated,
        ["last_modified"] = RepositoryOrder.Updated,
        ["trendingScore"] = RepositoryOrder.Relevance,
        ["trending_score"] = RepositoryOrder.Relevance,
        ["createdAt"] = RepositoryOrder.Created,
        ["created_at"] = RepositoryOrder.Created,
        ["downloads"] = RepositoryOrder.Downloads,
        ["likes"] = RepositoryOrder.Downloads,
        ["likes30d"] = RepositoryOrder.Downloads,
        ["id"] = RepositoryOrder.Name,
    };

    private static Refusal BadSort(string sort) => Refusal.Invalid(
        "bad-sort", new($"「{sort}」では並べ替えられません。", $"Cannot sort by '{sort}'."),
        new("lastModified・createdAt・downloads・id のどれかにしてください。", "Use lastModified, createdAt, downloads or id."));

    private static async Task<List<JsonObject>> ItemsAsync(WireContext wire, IEnumerable<Repository> rows, IQueryCollection query)
    {
        var expand = query["expand"].Concat(query["expand[]"]).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var full = query["full"].ToString() is "true" or "True" or "1";
        var items = new List<JsonObject>();
        foreach (var row in rows)
        {
            var item = RepositoryInfo.Summary(row);
            if (full || expand.Contains("sha"))
                item["sha"] = (await FindRevision.CommitAsync(wire.Db, row, RepositoryRef.Main, wire.Stop))?.Oid;
            if (expand.Contains("cardData") || query["cardData"].ToString() is "true" or "True" or "1")
                item["cardData"] = row.ReadCardData();
            items.Add(item);
        }

        return items;
    }

    private static int Number(string? text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
