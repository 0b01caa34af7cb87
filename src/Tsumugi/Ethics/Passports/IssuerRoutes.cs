using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Ethics.Passports;

internal static class IssuerRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/issuers", async (ICallers callers, HubDb db, CancellationToken stop) =>
                Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal ? refusal.ToProblem()
                    : TypedResults.Ok((await db.Set<TrustedIssuer>().AsNoTracking().OrderBy(row => row.Issuer).ToListAsync(stop)).Select(View)))
            .WithName("ListIssuers").WithSummary("Issuers of GA4GH visas that the hub trusts, or trusted").Produces<IReadOnlyList<IssuerView>>();
        api.MapPost("/issuers", async (ICallers callers, HubDb db, IssuerRequest asked, CancellationToken stop) =>
            {
                var command = new TrustIssuer(asked.Issuer, asked.Keys, asked.Institutions ?? [], asked.Names ?? new Dictionary<string, string>());
                var made = await command.RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
                return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Ok(View(made.Value));
            })
            .WithName("TrustIssuer").WithSummary("Trusts an issuer of GA4GH visas, or changes its keys and what it may speak of (operators)").Produces<IssuerView>();
        api.MapPost("/issuers/end", async (ICallers callers, HubDb db, EndTrustRequest asked, CancellationToken stop) =>
            {
                var ended = await new EndTrust(asked.Issuer).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
                return ended.Refused ? ended.Refusal!.ToProblem() : TypedResults.Ok(View(ended.Value));
            })
            .WithName("EndTrust").WithSummary("Trusts an issuer no longer; its visas end at once (operators)").Produces<IssuerView>();
        api.MapPost("/identities", async (ICallers callers, HubDb db, IdentityRequest asked, CancellationToken stop) =>
                await new LinkPerson(asked.Person, asked.Issuer, asked.Subject).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop) is { } refusal
                    ? refusal.ToProblem() : TypedResults.NoContent())
            .WithName("LinkIdentity").WithSummary("Says which of an issuer's people a person of the hub is (operators)").Produces(StatusCodes.Status204NoContent);
        api.MapPost("/identities/end", async (ICallers callers, HubDb db, IdentityRequest asked, CancellationToken stop) =>
                await new UnlinkPerson(asked.Issuer, asked.Subject).RunAsync(db, await callers.CurrentAsync(stop), stop) is { } refusal
                    ? refusal.ToProblem() : TypedResults.NoContent())
            .WithName("UnlinkIdentity").WithSummary("Takes that back; the visas that rest on it end at once (operators)").Produces(StatusCodes.Status204NoContent);
    }

    private static IssuerView View(TrustedIssuer row) =>
        new(row.Issuer, [.. IssuerKeys.Read(row.Keys).Keys.Keys.Order(StringComparer.Ordinal)], row.Institutions, row.Names, row.At, row.EndedAt);
}
