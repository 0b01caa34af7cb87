using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Inference;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Models.Serving.Uses;

namespace Tsumugi.Models.Serving.Protocol;

/// <summary>The Open Inference Protocol, version 2, over REST, with the binary tensor data extension.</summary>
public static class ProtocolRoutes
{
    /// <summary>Names the node under which the use is counted.</summary>
    public const string UseHeader = "Tsumugi-Use";

    private const int MostVersions = 100;

    public static void Map(IEndpointRouteBuilder root)
    {
        // A protocol of its own, described by those who made it.
        var all = root.MapGroup("/v2").WithMetadata(ProtocolForm.Form).DisableAntiforgery().ExcludeFromDescription();
        all.MapGet("", () => TypedResults.Json(new ServerMetadata("tsumugi", typeof(ProtocolRoutes).Assembly.GetName().Version!.ToString(3), [InferBody.Extension]), InferenceJson.Default.ServerMetadata));
        all.MapGet("/health/live", () => TypedResults.Ok());
        all.MapGet("/health/ready", () => TypedResults.Ok());
        all.MapGet("/models/{**rest}", GetAsync);
        all.MapPost("/models/{**rest}", PostAsync);
        all.Map("/{**other}", () => NoAddress.ToProblem());
    }

    private static async Task<IResult> GetAsync(HttpContext http, ICallers callers, HubDb db, FindServed served, ModelServers servers, CancellationToken stop)
    {
        if (Address(http) is not { Verb: not "infer" } address)
            return NoAddress.ToProblem();
        var found = await served.RunAsync(await callers.CurrentAsync(stop), address.Model, address.Version, http.Request.Query["project"], stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (address.Verb == "ready")
            return servers.IsReady(found.Value.Revision) ? TypedResults.Ok() : TypedResults.BadRequest();
        var metadata = await servers.MetadataAsync(found.Value.Revision, stop);
        if (metadata.Refused)
            return metadata.Refusal!.ToProblem();
        var versions = await FindRepository.Of(db, found.Value.Repository).Take(MostVersions).Select(revision => revision.Hash).ToListAsync(stop);
        return TypedResults.Json(metadata.Value with { Name = found.Value.Repository.Id, Versions = versions }, InferenceJson.Default.ModelMetadata);
    }

    private static async Task<IResult> PostAsync(
        HttpContext http, ICallers callers, FindServed served, ModelServers servers, InferenceTurns turns, UseJournal journal, HubOptions options, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Address(http) is not { Verb: "infer" } address)
            return NoAddress.ToProblem();
        var found = await served.RunAsync(caller, address.Model, address.Version, http.Request.Query["project"], stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var turn = turns.Take(caller);
        if (turn.Refused)
            return turn.Refusal!.ToProblem();
        using var own = turn.Value;
        var length = HeaderLength(http);
        if (length.Refused)
            return length.Refusal!.ToProblem();
        var body = await RequestBody.ReadAsync(http, options.Inference.RequestBytes);
        if (body.Refused)
            return body.Refusal!.ToProblem();
        var answer = await servers.InferAsync(found.Value.Revision, new(body.Value, length.Value), caller.PersonId!, stop);
        if (answer.Refused)
            return answer.Refusal!.ToProblem();
        if (answer.Value.Answered)
            http.Response.Headers[UseHeader] = journal.Add(caller, found.Value.Revision.Node, "infer", answer.Value.Items, answer.Value.Tokens).ToString();
        return new Relayed(answer.Value);
    }

    private static ProtocolAddress? Address(HttpContext http) => ProtocolAddress.Read([.. WireTarget.Parts(http).Skip(2)]);

    private static Outcome<long?> HeaderLength(HttpContext http)
    {
        if (http.Request.Headers[InferBody.LengthHeader] is not [{ } text, ..])
            return (long?)null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : Refusal.Invalid(
                "bad-header-length",
                new($"{InferBody.LengthHeader} の値「{text}」は数ではありません。", $"{InferBody.LengthHeader} is '{text}', which is no number."),
                new("本文の JSON の長さをバイト数で指定してください。", "Give the length of the body's JSON in bytes."));
    }

    private static Refusal NoAddress { get; } = Refusal.NotFound(
        new("Open Inference Protocol にこのアドレスはありません。", "The Open Inference Protocol has no such address."),
        new("/v2/models/機関/名前[/versions/版][/infer|/ready] の形で書いてください。", "Write /v2/models/INSTITUTION/NAME[/versions/VERSION][/infer|/ready]."));

    /// <summary>A worker's answer, as it came.</summary>
    private sealed class Relayed(WorkerAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = answer.Status;
            response.ContentType = answer.ContentType;
            response.ContentLength = answer.Body.Length;
            if (answer.HeaderLength is { } length)
                response.Headers[InferBody.LengthHeader] = length.ToString(CultureInfo.InvariantCulture);
            if (answer.RetryAfter is { } seconds)
                response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await response.Body.WriteAsync(answer.Body, httpContext.RequestAborted);
        }
    }
}
