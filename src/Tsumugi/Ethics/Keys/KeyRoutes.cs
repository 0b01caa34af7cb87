using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Ethics.Keys;

internal static class KeyRoutes
{
    /// <summary>The hub's public keys, where programs look for them (RFC 8615, RFC 7517); for everybody.</summary>
    public static void MapStandards(IEndpointRouteBuilder root) =>
        root.MapGet("/.well-known/jwks.json", (HubSigner signer) => TypedResults.Ok(new { keys = signer.PublicKeys() })).AllowAnonymous().ExcludeFromDescription();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/keys", async (ICallers callers, HubSigner signer, CancellationToken stop) =>
                Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal ? refusal.ToProblem() : TypedResults.Ok(View(signer)))
            .WithName("ListKeys").WithSummary("Ids of the keys that sign what the hub says").Produces<KeysView>();
        api.MapPost("/keys", async (ICallers callers, HubDb db, HubSigner signer, CancellationToken stop) =>
                Answer(await RotateKey.RunAsync(db, signer, await callers.CurrentAsync(stop), stop), signer))
            .WithName("RotateKey").WithSummary("A new key signs from now on; earlier ones stay published (operators)").Produces<KeysView>();
        api.MapPost("/keys/{key}/retire", async (ICallers callers, HubDb db, HubSigner signer, string key, RetireRequest said, CancellationToken stop) =>
                Answer(await new RetireKey(key, said.Reason).RunAsync(db, signer, await callers.CurrentAsync(stop), stop), signer))
            .WithName("RetireKey").WithSummary("Nothing that this key signed is valid any longer (operators)").Produces<KeysView>();
    }

    private static KeysView View(HubSigner signer) => new(signer.SigningKey, [.. signer.PublicKeys().Select(key => key.Kid)], signer.RetiredKeys());

    private static IResult Answer(Outcome<string> outcome, HubSigner signer) => outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(View(signer));
}
