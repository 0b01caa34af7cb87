using Microsoft.AspNetCore.Http;

namespace Tsumugi.Ui;

/// <summary>Headers that keep a page to what the hub itself serves.</summary>
internal sealed class PageSecurity(RequestDelegate next)
{
    private const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            // The reference page of the API brings its own scripts.
            if (!UiApplication.IsForPrograms(context.Request.Path))
                headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
