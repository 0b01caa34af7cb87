using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Compute;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Sites;

internal static class SiteRoutes
{
    public static async Task<IResult> List(ICallers callers, HubDb db, SiteStatuses statuses, CancellationToken stop)
    {
        var found = await FindSite.AllAsync(db, await callers.CurrentAsync(stop), stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.Select(site => View(site, statuses)).ToList());
    }

    public static async Task<IResult> Show(ICallers callers, HubDb db, SiteStatuses statuses, string id, CancellationToken stop)
    {
        var found = await FindSite.RunAsync(db, await callers.CurrentAsync(stop), id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(View(found.Value, statuses));
    }

    public static async Task<IResult> Save(ICallers callers, SaveSite save, SiteStatuses statuses, string id, SiteRequest request, CancellationToken stop)
    {
        var saved = await save.RunAsync(await callers.CurrentAsync(stop), id, request, DateTime.UtcNow, stop);
        return saved.Refused ? saved.Refusal!.ToProblem() : TypedResults.Ok(View(saved.Value, statuses));
    }

    private static SiteView View(Site site, SiteStatuses statuses) => site.ToView(statuses.Of(site.Id).ToHealth(site));
}
