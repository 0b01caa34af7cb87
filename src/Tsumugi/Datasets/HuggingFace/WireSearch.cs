using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Search with filters, sorting and pages.</summary>
internal static class WireSearch
{
    private const int MostItems = 1000;

    public static async Task<IResult> RunAsync(WireContext wire, string type)
    {
        var caller = await wire.CallerAsync();
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var query = wire.Http.Request.Query;
        var limit = Math.Clamp(Number(query["limit"], MostItems), 1, MostItems);
        var skip = Math.Max(Number(query["cursor"], 0), 0);
        var found = Sorted(Filtered(FindRepository.Visible(wire.Db, caller, WireTarget.Kind(type)!), query), query);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var rows = await found.Value.Skip(skip).Take(limit + 1).ToListAsync(wire.Stop);
        if (rows.Count > limit)
        {
            var next = QueryHelpers.AddQueryString(
                WireTarget.Endpoint(wire.Http) + wire.Http.Request.Path,
                query.Where(pair => pair.Key != "cursor").SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)))
                    .Append(new("cursor", (skip + limit).ToString(CultureInfo.InvariantCulture))));
            wire.Http.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        return TypedResults.Json(await ItemsAsync(wire, rows.Take(limit), query));
    }

    private static IQueryable<Repository> Filtered(IQueryable<Repository> rows, IQueryCollection query)
    {
        foreach (var word in query["search"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var like = $"%{ListRepositories.Escaped(word)}%";
            rows = rows.Where(row => EF.Functions.Like(row.InstitutionId + "/" + row.Slug, like, "\\")
                || EF.Functions.Like(row.TitleJa, like, "\\") || EF.Functions.Like(row.TitleEn, like, "\\"));
        }

        if (query["author"].ToString() is { Length: > 0 } author)
            rows = rows.Where(row => row.InstitutionId == author);
        if (query["gated"].ToString() is { Length: > 0 } gated)
            rows = bool.TryParse(gated, out var asked) && asked ? rows.Where(row => row.Gated != Gating.Open) : rows.Where(row => row.Gated == Gating.Open);

        // Tags stand in the card's data, each as one JSON text.
        var tags = query["filter"].SelectMany(value => value!.Split(',', StringSplitOptions.RemoveEmptyEntries)).Concat(query["pipeline_tag"].OfType<string>());
        foreach (var tag in tags)
        {
            var value = tag.StartsWith("license:", StringComparison.Ordinal) || tag.StartsWith("dataset:", StringComparison.Ordinal) ? tag[8..] : tag;
            var like = $"%{ListRepositories.Escaped(ModelCard.Quoted(value))}%";
            rows = rows.Where(row => EF.Functions.Like(row.CardData, like, "\\"));
        }

        return rows;
    }

    private static Outcome<IQueryable<Repository>> Sorted(IQueryable<Repository> rows, IQueryCollection query) => query["sort"].ToString() switch
    {
        "" or "lastModified" or "last_modified" or "trendingScore" or "trending_score" => Outcome.Of<IQueryable<Repository>>(rows.OrderByDescending(row => row.UpdatedAt).ThenBy(row => row.Name)),
        "createdAt" or "created_at" => Outcome.Of<IQueryable<Repository>>(rows.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Name)),
        "downloads" or "likes" or "likes30d" => Outcome.Of<IQueryable<Repository>>(rows.OrderByDescending(row => row.Downloads).ThenBy(row => row.Name)),
        "id" => Outcome.Of<IQueryable<Repository>>(rows.OrderBy(row => row.InstitutionId).ThenBy(row => row.Slug)),
        var other => Refusal.Invalid(
            "bad-sort", new($"「{other}」では並べ替えられません。", $"Cannot sort by '{other}'."),
            new("lastModified・createdAt・downloads・id のどれかにしてください。", "Use lastModified, createdAt, downloads or id.")),
    };

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
                item["cardData"] = RepositoryInfo.CardData(row);
            items.Add(item);
        }

        return items;
    }

    private static int Number(string? text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
