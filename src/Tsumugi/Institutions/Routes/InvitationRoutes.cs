using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.Invitations;

namespace Tsumugi.Institutions.Routes;

internal static class InvitationRoutes
{
    public static async Task<IResult> List(ICallers callers, HubDb db, TimeProvider clock, string id, CancellationToken stop)
    {
        var found = await new ListInvitations(id).RunAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.Select(Views.ToView));
    }

    public static async Task<IResult> Make(ICallers callers, HubDb db, TimeProvider clock, HubAddress address, HttpContext http, string id, NewInvitation asked, CancellationToken stop)
    {
        var made = await new Invite(id, asked.Role ?? "", asked.People, asked.Days)
            .RunAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        if (made.Refused)
            return made.Refusal!.ToProblem();
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/institutions/{id}/invitations", new InvitationMade(made.Value.Invitation.ToView(), made.Value.LinkAt(address).ToString()));
    }

    public static async Task<IResult> Revoke(ICallers callers, HubDb db, TimeProvider clock, string id, string invitation, CancellationToken stop)
    {
        var revoked = await new RevokeInvitation(id, invitation).RunAsync(db, await callers.CurrentAsync(stop), clock.GetUtcNow().UtcDateTime, stop);
        return revoked.Refused ? revoked.Refusal!.ToProblem() : TypedResults.NoContent();
    }
}
