using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Web;

/// <summary>The address under which the world knows this hub. It stands in what the hub signs, so it is never taken from a request.</summary>
public sealed class HubAddress(HubOptions options, IServer server)
{
    private const string Variable = "PUBLIC_ADDRESS";

    /// <summary>With a slash at its end. Without settings: where the hub listens.</summary>
    public Uri Value => options.PublicAddress ?? options.Doi?.Hub
        ?? new(server.Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/') + "/");

    /// <summary>Where the hub's public keys are.</summary>
    public Uri Keys => new(Value, ".well-known/jwks.json");

    /// <summary>Reads <c>TSUMUGI_PUBLIC_ADDRESS</c>.</summary>
    /// <exception cref="StateFolderException">When it is no address of the web.</exception>
    public static Uri? Read(Func<string, string?> variable)
    {
        var settings = new SecretSettings("TSUMUGI_", new("公開アドレス", "Public address"), variable);
        return settings.Find(Variable) is { } text ? settings.Address(Variable, text.TrimEnd('/') + "/") : null;
    }
}
