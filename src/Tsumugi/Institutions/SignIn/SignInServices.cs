using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.SignIn.Providers;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Signing in: by cookie in the browser, by access token from programs.</summary>
public static class SignInServices
{
    private const string EitherScheme = "CookieOrToken";

    internal static void AddSignIn(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.AddCascadingAuthenticationState();
        services.AddScoped<ICallers, Callers>();
        services.AddIdentityCore<Account>(Rules).AddSignInManager().AddUserStore<AccountStore>()
            .AddTokenProvider<AuthenticatorTokenProvider<Account>>(TokenOptions.DefaultAuthenticatorProvider);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = Passwords.Rounds);
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                TokenSignIn.IsPresent(context) ? TokenSignIn.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenSignIn>(TokenSignIn.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme, Cookie)
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, options => UnderWay(options, "tsumugi-step"))
            .AddCookie(IdentityConstants.ExternalScheme, options => UnderWay(options, "tsumugi-provider"));
        services.AddProviders();
        // Behind a proxy the name in the request may be another than people open: passkeys are made for theirs.
        services.AddOptions<IdentityPasskeyOptions>().Configure<HubOptions>((options, hub) => options.ServerDomain = hub.PublicAddress?.Host);
        services.AddAuthorization();
        AddKeys(services);
    }

    /// <summary>Put where the pipeline should know who is asking: after static files and language, before antiforgery and routes.</summary>
    public static IApplicationBuilder UseSignIn(this IApplicationBuilder app) =>
        app.UseAuthentication().UseMiddleware<RefuseBadTokens>().UseAuthorization();

    private static void Rules(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.Password.RequiredLength = Passwords.LeastLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Lockout.MaxFailedAccessAttempts = SignInWithPassword.Attempts;
        options.Lockout.DefaultLockoutTimeSpan = SignInWithPassword.ClosedFor;
    }

    private static void Cookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "tsumugi";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
        options.Events.OnRedirectToLogin = context =>
        {
            var request = context.Request;
            if (request.Path.StartsWithSegments("/api"))
                return Gate.AskSignedIn(Caller.Anonymous)!.ToProblem().ExecuteAsync(context.HttpContext);
            context.Response.Redirect(BackAddress.SignInFrom(request.Path + request.QueryString));
            return Task.CompletedTask;
        };
    }

    // What a sign-in under way has to remember: half a proof each, worth nothing alone.
    private static void UnderWay(CookieAuthenticationOptions options, string name)
    {
        options.Cookie.Name = name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromMinutes(15);
    }

    // Keys outlive the process, so that a restart signs nobody out.
    private static void AddKeys(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("tsumugi");
        services.AddOptions<KeyManagementOptions>().Configure<HubOptions, ILoggerFactory>((options, hub, logs) =>
        {
            var folder = Directory.CreateDirectory(hub.Keys);
            if (!OperatingSystem.IsWindows())
                folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            options.XmlRepository = new FileSystemXmlRepository(folder, logs);
        });
    }
}
