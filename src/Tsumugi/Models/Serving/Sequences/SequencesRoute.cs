using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Serving.Sequences;

internal static class SequencesRoute
{
    public static async Task<IResult> RunAsync(
        HttpContext http, ICallers callers, InferSequences infer, HubOptions options, string institution, string name, [AsParameters] SequencesQuery query, CancellationToken stop)
    {
        // Nobody's body is read before they said who they are.
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var body = await RequestBody.ReadAsync(http, options.Inference.RequestBytes);
        if (body.Refused)
            return body.Refusal!.ToProblem();
        var request = await SequencesBody.ReadAsync(body.Value, http.Request.ContentType, query, stop);
        if (request.Refused)
            return request.Refusal!.ToProblem();
        var answer = await infer.RunAsync(caller, $"{institution}/{name}", request.Value, stop);
        return answer.Refused ? answer.Refusal!.ToProblem() : TypedResults.Ok(answer.Value);
    }
}
