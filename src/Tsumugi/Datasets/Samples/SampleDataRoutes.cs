using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Ethics;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Samples;

internal static class SampleDataRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/datasets/{institution}/{name}/samples", NameAsync).WithName("NameSamples").WithSummary("What a revision was measured from, and in which booking; it comes under the samples' conditions.").Produces<IReadOnlyList<string>>();
        api.MapPost("/samples/{institution}/{name}/withdrawal", WithdrawAsync).WithName("WithdrawSample").WithSummary("The consent to a sample was taken back: nothing that was made from it may be used (stewards).").Produces<WithdrawalView>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> NameAsync(ICallers callers, HubDb db, string institution, string name, MadeFromRequest request, CancellationToken stop)
    {
        var named = await new NameSamples($"{institution}/{name}", request).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return named.Refused ? named.Refusal!.ToProblem() : TypedResults.Ok((await NameSamples.TiedAsync(db, named.Value.Node, stop)).Order(StringComparer.Ordinal));
    }

    private static async Task<IResult> WithdrawAsync(ICallers callers, HubDb db, WithdrawSample withdraw, string institution, string name, WithdrawSampleRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var made = await withdraw.RunAsync(caller, $"{institution}/{name}", request.Reason, DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/withdrawals/{made.Value.Id}", await FindWithdrawal.ViewAsync(db, caller, made.Value, stop));
    }
}
