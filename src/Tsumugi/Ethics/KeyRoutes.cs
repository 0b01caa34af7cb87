using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Hub.Signing;

namespace Tsumugi.Ethics;

/// <summary>The hub's public keys, where programs look for them (RFC 8615, RFC 7517); for everybody.</summary>
internal static class KeyRoutes
{
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapGet("/.well-known/jwks.json", (HubSigner signer) => TypedResults.Ok(new { keys = signer.PublicKeys() })).AllowAnonymous().ExcludeFromDescription();
}
