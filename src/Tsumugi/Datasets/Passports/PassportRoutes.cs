using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Ethics;
using Tsumugi.Ethics.Passports;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Passports;

internal static class PassportRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/passport", async (ICallers callers, IssuePassport issue, CancellationToken stop) =>
            {
                var caller = await callers.CurrentAsync(stop);
                var visas = await issue.VisasAsync(caller, DateTime.UtcNow, stop);
                return visas.Refused ? visas.Refusal!.ToProblem()
                    : TypedResults.Ok(new Dictionary<string, object> { ["sub"] = caller.PersonId!, ["name"] = caller.Name, [PassportText.Name] = visas.Value });
            })
            .WithName("ShowPassport").WithSummary("Your GA4GH passport as a broker's userinfo says it: visas of what this hub granted to you, and of terms that you accepted");
        api.MapGet("/passport/token", async (ICallers callers, IssuePassport issue, CancellationToken stop) =>
            {
                var token = await issue.TokenAsync(await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
                return token.Refused ? token.Refusal!.ToProblem() : TypedResults.File(Encoding.ASCII.GetBytes(token.Value), "application/jwt", "passport.jwt");
            })
            .WithName("DownloadPassport").WithSummary("The same as one signed token (JWT)");
        api.MapGet("/passport/visas", async (ICallers callers, HubDb db, CancellationToken stop) =>
            {
                var caller = await callers.CurrentAsync(stop);
                return Gate.AskSignedIn(caller) is { } refusal ? refusal.ToProblem() : TypedResults.Ok((await HeldVisas.OfAsync(db, caller.PersonId!, DateTime.UtcNow, stop)).Select(View));
            })
            .WithName("ListVisas").WithSummary("Visas of other issuers that count for you").Produces<IReadOnlyList<VisaView>>();
        api.MapPost("/passport/visas", async (ICallers callers, HubDb db, HubAddress address, PassportRequest asked, CancellationToken stop) =>
            {
                var made = await new PresentPassport(asked.Passport).RunAsync(db, address, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
                return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Ok(made.Value.Select(View));
            })
            .WithName("PresentPassport").WithSummary("Presents a GA4GH passport of a trusted issuer; says of each visa what became of it").Produces<IReadOnlyList<VisaResult>>();
    }

    private static VisaView View(AcceptedVisa row) => new(row.Issuer, row.Type, row.Value, row.Source, row.By, row.Node, row.Asserted, row.AcceptedAt, row.Until);

    private static VisaResult View(PresentedVisa one) => new(
        one.Visa?.Identity.Issuer, one.Visa?.Type, one.Visa?.Value, one.Accepted?.Node, one.Accepted?.Until, one.Refusal?.Code, one.Refusal?.Reason.ToString());
}
