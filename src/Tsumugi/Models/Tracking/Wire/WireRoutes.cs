using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>Ties an address to a use case: reads the request, knows the caller, writes the answer or the error.</summary>
internal sealed class WireRoutes(IEndpointRouteBuilder routes)
{
    /// <summary>The protocol's own limit for a batch.</summary>
    public const int BatchBytes = 1 << 20;

    /// <summary>Descriptions of datasets may be this long.</summary>
    private const int MostBytes = 16 << 20;

    public void Get<TRequest, TAnswer>(string path, Func<Asked, TRequest, Task<Outcome<TAnswer>>> run) => Map("GET", path, run);

    public void Post<TRequest, TAnswer>(string path, Func<Asked, TRequest, Task<Outcome<TAnswer>>> run, int most = MostBytes) =>
        Map("POST", path, run, most);

    public void Patch<TRequest, TAnswer>(string path, Func<Asked, TRequest, Task<Outcome<TAnswer>>> run) => Map("PATCH", path, run);

    public void Delete<TRequest, TAnswer>(string path, Func<Asked, TRequest, Task<Outcome<TAnswer>>> run) => Map("DELETE", path, run);

    public static async Task<Asked> AskedAsync(HttpContext context) => new(
        context.RequestServices.GetRequiredService<HubDb>(),
        context.RequestServices.GetRequiredService<ContentStore>(),
        await context.RequestServices.GetRequiredService<ICallers>().CurrentAsync(context.RequestAborted),
        DateTime.UtcNow,
        context.RequestAborted)
    { Host = context.Request.Host.Value ?? "", Download = context.RequestServices.GetRequiredService<AskDownload>() };

    private void Map<TRequest, TAnswer>(string method, string path, Func<Asked, TRequest, Task<Outcome<TAnswer>>> run, int most = MostBytes)
    {
        var (asks, answers) = (TypeInfo<TRequest>(), TypeInfo<TAnswer>());
        routes.MapMethods(path, [method], async context =>
        {
            // Nobody's body is read before they said who they are.
            var asked = await AskedAsync(context);
            var request = Gate.AskSignedIn(asked.Caller) is { } refusal ? refusal : await WireReader.ReadAsync(context, asks, most);
            var answer = request.Refused ? request.Refusal! : await run(asked, request.Value);
            await WriteAsync(context, answer, answers);
        });
    }

    private static Task WriteAsync<TAnswer>(HttpContext context, Outcome<TAnswer> answer, JsonTypeInfo<TAnswer> type) => answer.Refused
        ? answer.Refusal!.ToProblem().ExecuteAsync(context)
        : context.Response.WriteAsJsonAsync(answer.Value, type, cancellationToken: context.RequestAborted);

    private static JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>?)WireText.Json.GetTypeInfo(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is missing from WireJson.");
}
