using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.Notices;

namespace Tsumugi.Institutions.Routes;

internal static class NoticeRoutes
{
    public static async Task<IResult> List(ICallers callers, HubDb db, int page = 1, CancellationToken stop = default)
    {
        var found = await ReadNotices.RunAsync(db, await callers.CurrentAsync(stop), page, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value);
    }

    public static async Task<IResult> Read(ICallers callers, HubDb db, TimeProvider clock, CancellationToken stop) =>
        await ReadNotices.MarkAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop) is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();

    public static async Task<IResult> Wishes(ICallers callers, HubDb db, CancellationToken stop)
    {
        var wishes = await ChangeWishes.ShowAsync(db, await callers.CurrentAsync(stop), stop);
        return wishes.Refused ? wishes.Refusal!.ToProblem() : TypedResults.Ok(wishes.Value);
    }

    public static async Task<IResult> ChangeWishesAsync(ICallers callers, HubDb db, NoticeWebhook webhook, HttpContext http, NoticeWishesRequest asked, CancellationToken stop)
    {
        var changed = await ChangeWishes.RunAsync(db, webhook, await callers.CurrentAsync(stop), asked, stop);
        http.Response.Headers.CacheControl = "no-store";
        return changed.Refused ? changed.Refusal!.ToProblem() : TypedResults.Ok(changed.Value);
    }
}
