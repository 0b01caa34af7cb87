using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Quotas;

internal static class QuotaRoutes
{
    private const string Path = "/institutions/{id}/quota";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(Path, async (ICallers callers, HubDb db, ContentStore content, string id, CancellationToken stop) =>
            {
                var found = await SetQuota.ShowAsync(db, content, await callers.CurrentAsync(stop), id, stop);
                return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value);
            })
            .WithName("ShowQuota").WithSummary("Bytes that an institution uses and may use (its members, operators)").Produces<QuotaView>();
        api.MapPut(Path, async (ICallers callers, HubDb db, string id, QuotaRequest asked, CancellationToken stop) =>
            {
                var refusal = await new SetQuota(id, asked.LimitBytes).RunAsync(db, await callers.CurrentAsync(stop), stop);
                return refusal?.ToProblem() ?? TypedResults.NoContent();
            })
            .WithName("SetQuota").WithSummary("Set how many bytes an institution may have; null for no limit (operators)").Produces(StatusCodes.Status204NoContent);
    }
}
