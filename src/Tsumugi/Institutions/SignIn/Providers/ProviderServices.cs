using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Tsumugi.Hub;

namespace Tsumugi.Institutions.SignIn.Providers;

/// <summary>Signing in with somebody else's word for it, by OpenID Connect: the code flow with PKCE, any number of providers.</summary>
internal static class ProviderServices
{
    public static string SchemeOf(OidcProvider provider) => $"oidc-{provider.Name}";

    /// <summary>Where a provider sends people back to; this is what it has to be told.</summary>
    public static string ReturnPathOf(OidcProvider provider) => $"/sign-in/oidc/{provider.Name}";

    public static void AddProviders(this IServiceCollection services)
    {
        services.AddTransient<OpenIdConnectHandler>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, ProviderSettings>();
        services.AddOptions<AuthenticationOptions>().Configure<HubOptions>((options, hub) =>
        {
            foreach (var provider in hub.Providers)
                options.AddScheme(SchemeOf(provider), scheme => scheme.HandlerType = typeof(OpenIdConnectHandler));
        });
    }

    private sealed class ProviderSettings(HubOptions hub) : IConfigureNamedOptions<OpenIdConnectOptions>
    {
        public void Configure(OpenIdConnectOptions options)
        {
        }

        public void Configure(string? name, OpenIdConnectOptions options)
        {
            if (hub.Providers.FirstOrDefault(provider => SchemeOf(provider) == name) is not { } provider)
                return;
            options.Authority = provider.Authority.ToString();
            options.RequireHttpsMetadata = provider.Authority.Scheme == Uri.UriSchemeHttps;
            (options.ClientId, options.ClientSecret) = (provider.ClientId, provider.ClientSecret);
            options.ResponseType = OpenIdConnectResponseType.Code;
            // By GET, so that the cookies of the attempt may be Lax: they then work on a hub without TLS, on loopback.
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.CallbackPath = ReturnPathOf(provider);
            options.SignInScheme = IdentityConstants.ExternalScheme;
            options.MapInboundClaims = false;
            options.GetClaimsFromUserInfoEndpoint = true;
            options.SaveTokens = false;
            options.Scope.Add("email");
            foreach (var claim in (string[])["name", "email", "orcid"])
                options.ClaimActions.MapUniqueJsonKey(claim, claim);
            foreach (var cookie in (CookieBuilder[])[options.NonceCookie, options.CorrelationCookie])
                (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
            options.Events.OnRedirectToIdentityProvider = context =>
            {
                if (hub.PublicAddress is { } address)
                    context.ProtocolMessage.RedirectUri = new Uri(address, ReturnPathOf(provider).TrimStart('/')).ToString();
                return Task.CompletedTask;
            };
            // Refused there, gone back to with an old page, or not reachable: the reason is in the log, the person goes on from the form.
            options.Events.OnRemoteFailure = context =>
            {
                context.Response.Redirect(ProviderRoutes.FailedAt(provider.Name));
                context.HandleResponse();
                return Task.CompletedTask;
            };
        }
    }
}
