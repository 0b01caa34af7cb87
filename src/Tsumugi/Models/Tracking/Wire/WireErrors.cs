using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>The one place where a refusal becomes an error that MLflow's clients read.</summary>
internal static class WireErrors
{
    public static readonly RefusalForm Form = new(WriteAsync);

    /// <returns>The protocol's word, and the status that MLflow's own server gives it.</returns>
    public static (string Code, int Status) Of(Refusal refusal) => refusal switch
    {
        { Code: "endpoint-not-found" } => ("ENDPOINT_NOT_FOUND", 404),
        { Status: 401 } => ("UNAUTHENTICATED", 401),
        { Status: 403 } => ("PERMISSION_DENIED", 403),
        { Status: 404 } => ("RESOURCE_DOES_NOT_EXIST", 404),
        { Status: 409 } => ("RESOURCE_ALREADY_EXISTS", 400),
        { Status: 501 } => ("NOT_IMPLEMENTED", 501),
        { Status: < 500 } => ("INVALID_PARAMETER_VALUE", 400),
        _ => ("INTERNAL_ERROR", refusal.Status),
    };

    private static Task WriteAsync(Refusal refusal, HttpContext context)
    {
        var (code, status) = Of(refusal);
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = new(["Bearer", "Basic realm=\"Tsumugi\""]);
        var fields = string.Concat(refusal.Fields.Select(field => $" {field.Key}: {field.Value}"));
        return context.Response.WriteAsJsonAsync(
            new WireError(code, $"{refusal.Reason}{fields} {refusal.Remedy}"), WireText.Json.WireError, cancellationToken: context.RequestAborted);
    }
}
