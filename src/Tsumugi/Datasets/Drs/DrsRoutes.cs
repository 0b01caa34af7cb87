using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Drs;

/// <summary>GA4GH Data Repository Service 1.5: files and revisions by identifiers that last.</summary>
internal static class DrsRoutes
{
    /// <summary>Objects of one request.</summary>
    public const int MostBulk = 1000;

    private static readonly TimeSpan UrlLife = TimeSpan.FromHours(1);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Ga4ghService Service { get; } = new("drs", "1.5.0", "/ga4gh/drs/v1", "Files and revisions of the hub's datasets and models.");

    public static void Map(IEndpointRouteBuilder root)
    {
        var drs = root.MapGroup(Service.Path).DisableAntiforgery().ExcludeFromDescription().WithMetadata(new RefusalForm(WriteAsync));
        drs.MapGet("/service-info", ServiceInfo);
        drs.MapMethods("/objects/{id}", ["GET", "POST"], ObjectAsync);
        drs.MapMethods("/objects/{id}", ["OPTIONS"], AuthorizationsAsync);
        drs.MapMethods("/objects/{id}/access/{access}", ["GET", "POST"], AccessAsync);
        drs.MapPost("/objects", BulkAsync);
        drs.MapPost("/objects/access", BulkAccessAsync);
    }

    // Asked before anybody signs in, as clients find out here which standard is spoken.
    private static JsonHttpResult<Dictionary<string, object>> ServiceInfo(HttpContext http) => TypedResults.Json(
        new Dictionary<string, object>(Service.Info(http))
        {
            ["maxBulkRequestLength"] = MostBulk,
            ["drs"] = new { maxBulkRequestLength = MostBulk },
        });

    private static async Task<IResult> ObjectAsync(HttpContext http, ICallers callers, HubDb db, string id, bool? expand, CancellationToken stop)
    {
        var found = await FindDrsObject.RunAsync(db, await callers.CurrentAsync(stop), id, http.Request.Host.Value!, expand == true, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Json(found.Value, Json);
    }

    private static async Task<IResult> AuthorizationsAsync(HttpContext http, ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await FindDrsObject.RunAsync(db, await callers.CurrentAsync(stop), id, http.Request.Host.Value!, expand: false, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Json(new DrsAuthorizations(id), Json);
    }

    private static async Task<IResult> AccessAsync(HttpContext http, ICallers callers, HubDb db, AskDownload download, Permits permits, string id, string access, CancellationToken stop)
    {
        var url = await UrlAsync(http, callers, db, download, permits, id, access, stop);
        return url.Refused ? url.Refusal!.ToProblem() : TypedResults.Json(new DrsAccessUrl(url.Value), Json);
    }

    private static async Task<IResult> BulkAsync(HttpContext http, ICallers callers, HubDb db, DrsBulkRequest body, bool? expand, CancellationToken stop)
    {
        var ids = body.BulkObjectIds ?? [];
        if (Asked(ids.Count) is { } refusal)
            return refusal.ToProblem();
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn.ToProblem();
        var (found, missing) = (new List<DrsObject>(), new List<(int Status, string Id)>());
        foreach (var id in ids)
        {
            var one = await FindDrsObject.RunAsync(db, caller, id, http.Request.Host.Value!, expand == true, stop);
            if (one.Refused)
                missing.Add((one.Refusal!.Status, id));
            else
                found.Add(one.Value);
        }

        return Answer(ids.Count, missing, ("resolved_drs_object", found));
    }

    private static async Task<IResult> BulkAccessAsync(HttpContext http, ICallers callers, HubDb db, AskDownload download, Permits permits, DrsBulkAccessRequest body, CancellationToken stop)
    {
        var pairs = (body.BulkObjectAccessIds ?? []).SelectMany(one => (one.BulkAccessIds ?? []).Select(access => (Id: one.BulkObjectId, Access: access))).ToList();
        if (Asked(pairs.Count) is { } refusal)
            return refusal.ToProblem();
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } signIn)
            return signIn.ToProblem();
        var (found, missing) = (new List<DrsBulkAccessUrl>(), new List<(int Status, string Id)>());
        foreach (var (id, access) in pairs)
        {
            var url = await UrlAsync(http, callers, db, download, permits, id, access, stop);
            if (url.Refused)
                missing.Add((url.Refusal!.Status, id));
            else
                found.Add(new(id, access, url.Value));
        }

        return Answer(pairs.Count, missing, ("resolved_drs_object_access_urls", found));
    }

    /// <summary>An address that carries its own permission for an hour: whoever fetches the bytes sends no token.</summary>
    private static async Task<Outcome<string>> UrlAsync(HttpContext http, ICallers callers, HubDb db, AskDownload download, Permits permits, string id, string access, CancellationToken stop)
    {
        if (access != DrsAccessMethod.Https)
            return NoAccess(access);
        var content = await FindDrsObject.BytesAsync(db, download, await callers.CurrentAsync(stop), id, stop);
        return content.Refused ? content.Refusal! : $"{WireTarget.Endpoint(http)}/lfs/contents/{permits.Write(new ContentPermit(content.Value.Sha256), UrlLife)}";
    }

    private static JsonHttpResult<Dictionary<string, object>> Answer<T>(int requested, List<(int Status, string Id)> missing, (string Name, List<T> Found) resolved) => TypedResults.Json(
        new Dictionary<string, object>
        {
            ["summary"] = new DrsSummary(requested, resolved.Found.Count, missing.Count),
            ["unresolved_drs_objects"] = missing.GroupBy(one => one.Status).Select(group => new DrsUnresolved(group.Key, [.. group.Select(one => one.Id)])),
            [resolved.Name] = resolved.Found,
        },
        Json);

    private static Refusal? Asked(int count) => count switch
    {
        0 => Refusal.Invalid("nothing-asked", new("識別子が 1 つもありません。", "No identifier was sent."), new("識別子の一覧を送ってください。", "Send a list of identifiers.")),
        > MostBulk => new("too-many-objects", 413, new($"一度に求められるのは {MostBulk} 件までです。", $"At most {MostBulk} objects can be asked for at once."), new("分けて送ってください。", "Ask in several requests.")),
        _ => null,
    };

    private static Refusal NoAccess(string access) => Refusal.NotFound(
        new($"取得方法「{access}」がありません。", $"There is no way of access called '{access}'."),
        new($"「{DrsAccessMethod.Https}」を使ってください。", $"Use '{DrsAccessMethod.Https}'."));

    private static Task WriteAsync(Refusal refusal, HttpContext context)
    {
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        context.Response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Response.WriteAsJsonAsync(new DrsError($"{refusal.Reason} {refusal.Remedy}", refusal.Status), Json, context.RequestAborted);
    }
}
