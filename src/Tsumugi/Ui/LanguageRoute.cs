using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;

namespace Tsumugi.Ui;

/// <summary>Remembers the reader's language for a year and goes back to the page it was chosen on.</summary>
public static class LanguageRoute
{
    public static string Address(string to, string back) => $"/language?to={to}&back={Uri.EscapeDataString(back)}";

    internal static void MapLanguage(this IEndpointRouteBuilder app) =>
        app.MapGet("/language", Choose).ExcludeFromDescription();

    private static RedirectHttpResult Choose(HttpContext context, string? to = null, string? back = null)
    {
        if (to is not null && UiLanguages.Names.ContainsKey(to))
        {
            context.Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(to)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true, Secure = context.Request.IsHttps });
        }

        return new LocalPath(back).Redirect();
    }
}
