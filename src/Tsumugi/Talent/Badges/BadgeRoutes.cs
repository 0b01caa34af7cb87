using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Talent;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Talent.Badges;

internal static class BadgeRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        // Whoever is shown a certificate need not sign in to verify it.
        api.MapGet("/badges/issuer", (HubAddress address) => TypedResults.Json(Credential.Issuer(address.Value)))
            .WithName("ShowBadgeIssuer").WithSummary("Who issues the hub's certificates, as an Open Badges Profile; open to everybody.");
        api.MapGet("/badges/revoked", RevokedAsync).WithName("ListRevokedBadges").WithSummary("Certificates that hold no longer, as a 1EdTech revocation list; open to everybody.");
        api.MapGet("/badges/{id}", ShowAsync).WithName("ShowBadge").WithSummary("A certificate as an Open Badges 3.0 credential; open to everybody.");
        api.MapGet("/badges/{id}/jwt", TokenAsync).WithName("DownloadBadge").WithSummary("The same as it was signed: a VC-JWT, verified with the keys at /.well-known/jwks.json; open to everybody.");
        api.MapPost("/badges/{id}/revoke", RevokeAsync).WithName("RevokeBadge").WithSummary("Revokes a certificate; its own person takes it back, which erases name and credential.").Produces<BadgeView>();
        api.MapPost("/courses/{id}/badge", ClaimAsync).WithName("ClaimBadge").WithSummary("Issues your certificate of a completed course under the name that you agree to publish.").Produces<BadgeView>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> ShowAsync(HubDb db, HubSigner signer, string id, CancellationToken stop)
    {
        var found = await FindBadge.RunAsync(db, signer, id, stop);
        return found.Refused ? found.Refusal!.ToProblem()
            : found.Value.Credential is { } credential ? TypedResults.Text(credential.GetRawText(), "application/vc+ld+json", Encoding.UTF8) : Erased(id).ToProblem();
    }

    private static async Task<IResult> TokenAsync(HubDb db, HubSigner signer, string id, CancellationToken stop)
    {
        var found = await FindBadge.RunAsync(db, signer, id, stop);
        return found.Refused ? found.Refusal!.ToProblem()
            : found.Value.Badge.Token is { } token ? TypedResults.Text(token, Credential.MediaType, Encoding.ASCII) : Erased(id).ToProblem();
    }

    private static async Task<IResult> RevokedAsync(HubDb db, HubAddress address, CancellationToken stop) => TypedResults.Json(new
    {
        id = Credential.RevokedAddress(address.Value),
        type = "1EdTechRevocationList",
        issuer = Credential.IssuerAddress(address.Value),
        revokedCredential = (await FindBadge.RevokedAsync(db, stop)).Select(badge => new { id = Credential.AddressOf(address.Value, badge.Id), revoked = true, revocationReason = badge.RevokedFor }),
    });

    private static async Task<IResult> ClaimAsync(ICallers callers, HubDb db, HubSigner signer, HubAddress address, string id, BadgeRequest asked, CancellationToken stop)
    {
        var made = await new ClaimBadge(id, asked.Name ?? "", asked.Agreed).RunAsync(db, signer, address, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/badges/{made.Value.Id}", View(made.Value));
    }

    private static async Task<IResult> RevokeAsync(ICallers callers, HubDb db, string id, BadgeRevocation asked, CancellationToken stop)
    {
        var done = await new RevokeBadge(id, asked.Reason ?? "").RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return done.Refused ? done.Refusal!.ToProblem() : TypedResults.Ok(View(done.Value));
    }

    internal static BadgeView View(Badge badge) => new(badge.Id, badge.CourseId, badge.CourseVersion, badge.IssuedAt, badge.ShownName, badge.RevokedAt, badge.RevokedFor);

    private static Refusal Erased(string id) => new(
        "badge-erased", 410, new($"修了証 {id} は本人が取り下げ、内容は消去されました。", $"The certificate {id} was taken back by its holder and its content erased."),
        new("必要なら本人に尋ねてください。", "Ask its holder if you need it."));
}
