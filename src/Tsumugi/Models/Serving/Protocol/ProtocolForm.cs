using Microsoft.AspNetCore.Http;
using Tsumugi.Client.Inference;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;

namespace Tsumugi.Models.Serving.Protocol;

/// <summary>Refusals as the Open Inference Protocol writes them: <c>{"error": "…"}</c>.</summary>
internal static class ProtocolForm
{
    public static readonly RefusalForm Form = new(WriteAsync);

    private static Task WriteAsync(Refusal refusal, HttpContext context)
    {
        context.Response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Response.WriteAsJsonAsync(
            new InferError($"{refusal.Reason} {refusal.Remedy}"), InferenceJson.Default.InferError, cancellationToken: context.RequestAborted);
    }
}
