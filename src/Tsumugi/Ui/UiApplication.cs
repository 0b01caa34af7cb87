using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tsumugi.Ui;

/// <summary>What the pages need of the program: services, pipeline, routes.</summary>
public static class UiApplication
{
    /// <summary>Addresses for programs begin with one of these.</summary>
    private static readonly string[] Programs = ["/api", "/ajax-api", "/version", "/ga4gh"];

    internal static bool IsForPrograms(PathString path) => Array.Exists(Programs, beginning => path.StartsWithSegments(beginning));

    public static void AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        // Japanese as it is: as character references a page would be more than twice as large.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddExceptionHandler<ProgramFaults>();
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
        app.UseMiddleware<PageSecurity>();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use(KeepProgramsApart);
    }

    /// <returns>For tests and programs that bring pages of their own.</returns>
    public static RazorComponentsEndpointConventionBuilder MapUi(this IEndpointRouteBuilder app)
    {
        app.MapStaticAssets();
        app.MapLanguage();
        return app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    // Answers to programs keep their own bodies; a branch of the pipeline would lose the routes of the pages.
    private static Task KeepProgramsApart(HttpContext context, RequestDelegate next)
    {
        if (IsForPrograms(context.Request.Path) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        return next(context);
    }
}
