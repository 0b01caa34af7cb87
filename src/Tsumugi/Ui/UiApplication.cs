using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tsumugi.Ui;

/// <summary>What the pages need of the program: services, pipeline, routes.</summary>
public static class UiApplication
{
    public static void AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(UiLanguages.First);
            options.SupportedCultures = options.SupportedUICultures = UiLanguages.Cultures;
            // What the reader chose, then what their browser asks for; no query parameter, so that addresses stay shareable.
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
    }

    /// <summary>Put first in the pipeline, before sign-in: language, security headers, and the pages that faults end on.</summary>
    public static void UseUi(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.UseWhen(IsPage, pages =>
        {
            pages.UseMiddleware<PageSecurity>();
            pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        });
    }

    /// <returns>For tests and programs that bring pages of their own.</returns>
    public static RazorComponentsEndpointConventionBuilder MapUi(this IEndpointRouteBuilder app)
    {
        app.MapStaticAssets();
        app.MapLanguage();
        return app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    // Programs get problem details instead, and the reference page of the API brings its own scripts.
    private static bool IsPage(HttpContext context) => !context.Request.Path.StartsWithSegments("/api");
}
