using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Quotas;

internal static class QuotaRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api, "institution", "Institution", "an institution uses and may use (its members, operators)");
        Map(api, "project", "Project", "a project's repositories use and may use");
    }

    private static void Map(IEndpointRouteBuilder api, string kind, string name, string what)
    {
        var path = $"/{kind}s/{{id}}/quota";
        api.MapGet(path, async (ICallers callers, HubDb db, ContentStore content, string id, CancellationToken stop) =>
            {
                var found = await SetQuota.ShowAsync(db, content, await callers.CurrentAsync(stop), NodeRef.Of(kind, id), stop);
                return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value);
            })
            .WithName($"Show{name}Quota").WithSummary($"Bytes that {what}").Produces<QuotaView>();
        api.MapPut(path, async (ICallers callers, HubDb db, string id, QuotaRequest asked, CancellationToken stop) =>
            {
                var refusal = await new SetQuota(NodeRef.Of(kind, id), asked.LimitBytes).RunAsync(db, await callers.CurrentAsync(stop), stop);
                return refusal?.ToProblem() ?? TypedResults.NoContent();
            })
            .WithName($"Set{name}Quota").WithSummary($"Set how many bytes {(kind == "institution" ? "an institution" : "a project")} may have; null for no limit (operators)").Produces(StatusCodes.Status204NoContent);
    }
}
