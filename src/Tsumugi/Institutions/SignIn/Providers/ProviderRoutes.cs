using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.SignIn.Providers;

/// <summary>The way to a provider and back.</summary>
internal static partial class ProviderRoutes
{
    public const string Arrival = "/sign-in/arrived";

    public static string BeginAt(OidcProvider provider, string back) => $"/sign-in/with/{provider.Name}?back={Uri.EscapeDataString(back)}";

    public static string FailedAt(string provider) => $"/sign-in?failed={provider}";

    public static async Task<IResult> Begin(HttpContext http, HubOptions hub, ILoggerFactory logs, string provider, string? back)
    {
        if (hub.Providers.FirstOrDefault(one => one.Name == provider) is not { } found)
            return TypedResults.NotFound();
        var properties = new AuthenticationProperties { RedirectUri = $"{Arrival}?back={Uri.EscapeDataString(BackAddress.Local(back))}" };
        properties.Items[ExternalIdentity.ProviderProperty] = found.Name;
        try
        {
            await http.ChallengeAsync(ProviderServices.SchemeOf(found), properties);
            return TypedResults.Empty;
        }
        catch (InvalidOperationException error)
        {
            // The provider's settings could not be fetched.
            NotReached(logs.CreateLogger(typeof(ProviderRoutes)), found, error);
            return TypedResults.Redirect(FailedAt(found.Name));
        }
    }

    /// <summary>Signs in whoever is known; others decide on the next page what they are here.</summary>
    public static async Task<IResult> Arrived(HttpContext http, HubDb db, HubOptions hub, SignInManager<Account> signIn, string? back)
    {
        var next = BackAddress.Local(back);
        if (await ExternalIdentity.PendingAsync(http, hub) is not { } identity)
            return TypedResults.Redirect(BackAddress.SignInFrom(next));
        if (await identity.FindAccountAsync(db, http.RequestAborted) is not { } account)
            return TypedResults.Redirect(next.StartsWith("/join", StringComparison.Ordinal) ? next : $"/join?back={Uri.EscapeDataString(next)}");
        await ExternalIdentity.ForgetAsync(http);
        await signIn.SignInAsync(account, isPersistent: true, identity.Provider.Name);
        return TypedResults.Redirect(next);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign-in provider {Provider} could not be reached.")]
    private static partial void NotReached(ILogger logger, OidcProvider provider, Exception error);
}
