using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Slurm.Accounts;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Sites;

internal static class SiteRoutes
{
    public static async Task<IResult> List(ICallers callers, HubDb db, SiteStatuses statuses, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindSite.AllAsync(db, caller, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.Select(site => View(site, statuses, caller)).ToList());
    }

    public static async Task<IResult> Show(ICallers callers, HubDb db, SiteStatuses statuses, string id, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindSite.RunAsync(db, caller, id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(View(found.Value, statuses, caller));
    }

    public static async Task<IResult> Save(ICallers callers, SaveSite save, SiteStatuses statuses, string id, SiteRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var saved = await save.RunAsync(caller, id, request, DateTime.UtcNow, stop);
        return saved.Refused ? saved.Refusal!.ToProblem() : TypedResults.Ok(View(saved.Value, statuses, caller));
    }

    public static async Task<IResult> Compare(ICallers callers, ReconcileSite reconcile, string id, CancellationToken stop) =>
        Answer(await reconcile.RunAsync(await callers.CurrentAsync(stop), id, repair: false, stop));

    public static async Task<IResult> Repair(ICallers callers, ReconcileSite reconcile, string id, CancellationToken stop) =>
        Answer(await reconcile.RunAsync(await callers.CurrentAsync(stop), id, repair: true, stop));

    private static IResult Answer(Outcome<Reconciliation> found) => found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value);

    private static SiteView View(Site site, SiteStatuses statuses, Caller caller) => site.ToView(statuses.Of(site.Id).ToHealth(site), caller.IsOperator);
}
