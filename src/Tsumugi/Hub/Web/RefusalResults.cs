using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Tsumugi.Hub.Web;

/// <summary>The one place where a refusal becomes an answer of the programming interface.</summary>
public static class RefusalResults
{
    public static IResult ToProblem(this Refusal refusal) => new RefusalResult(refusal);
}

/// <summary>Metadata of a route whose standard has a form of its own for refusals; problem details otherwise.</summary>
public sealed record RefusalForm(Func<Refusal, HttpContext, Task> WriteAsync);

/// <summary>Problem details (RFC 9457) in the language of the request, with <c>code</c>, <c>remedy</c>, <c>traceId</c> and <c>errors</c>.</summary>
public sealed class RefusalResult(Refusal refusal) : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public Refusal Refusal => refusal;

    public int? StatusCode => refusal.Status;

    public string ContentType => "application/problem+json";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (refusal.RetryAfter is { } seconds)
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var endpoint = httpContext.GetEndpoint() ?? httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (endpoint?.Metadata.GetMetadata<RefusalForm>() is { } form)
            return form.WriteAsync(refusal, httpContext);
        var response = httpContext.Response;
        response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteAsJsonAsync(Members(httpContext), Json, ContentType, httpContext.RequestAborted);
    }

    private SortedDictionary<string, object?> Members(HttpContext context)
    {
        var members = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = "about:blank",
            ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(refusal.Status),
            ["status"] = refusal.Status,
            ["detail"] = refusal.Reason.ToString(),
            ["instance"] = context.Request.Path.Value,
            ["code"] = refusal.Code,
            ["remedy"] = refusal.Remedy.ToString(),
            ["traceId"] = Activity.Current?.Id ?? context.TraceIdentifier,
        };
        if (refusal.Fields.Count > 0)
            members["errors"] = refusal.Fields.ToDictionary(field => field.Key, field => new[] { field.Value.ToString() });
        return members;
    }
}
