using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Withdrawals;

internal static class WithdrawalRoutes
{
    public const int PageSize = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/datasets/{institution}/{name}/withdrawals", ListAsync).WithName("ListWithdrawals").WithSummary("What of a dataset was withdrawn, when and why.");
        api.MapPost("/datasets/{institution}/{name}/withdrawals", WithdrawAsync)
            .WithName("WithdrawData").WithSummary("Withdraws a dataset or some of its subjects; nothing may use it any more, and jobs that do are stopped (stewards).").Produces<WithdrawalView>(StatusCodes.Status201Created);
        api.MapGet("/withdrawals/{id}", ShowAsync).WithName("ShowImpact").WithSummary("What came of withdrawn data, with owners and tasks, a page at a time.").Produces<ImpactView>();
        api.MapPost("/withdrawals/{id}/confirmation", ConfirmAsync)
            .WithName("ConfirmRevision").WithSummary("Confirms that a revision holds nothing of what was withdrawn: it may be used again (stewards).").Produces<WithdrawalView>();
        api.MapPost("/withdrawals/{id}/tasks", ChangeAsync).WithName("ChangeImpactTask").WithSummary("Says what was done about something that came of withdrawn data.");
        api.MapPost("/withdrawals/{id}/evidence", ClearAsync)
            .WithName("ClearByEvidence").WithSummary("Settles the tasks of models whose newest revision was trained without the data; answers with their names.").Produces<IReadOnlyList<string>>();
    }

    public static async Task<ImpactView> ViewAsync(HubDb db, Caller caller, Withdrawal withdrawal, int page, CancellationToken stop)
    {
        var report = await ImpactReport.ReadAsync(db, caller, withdrawal, stop);
        page = Math.Max(1, page);
        return new(
            await FindWithdrawal.ViewAsync(db, caller, withdrawal, stop), report.Counts, report.Uses, report.Open, report.Hidden,
            await report.PageAsync(db, (page - 1) * PageSize, PageSize, stop), page, PageSize);
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, string institution, string name, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindRepository.RunAsync(db, caller, Act.Read, RepositoryKinds.Dataset, $"{institution}/{name}", stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var views = new List<WithdrawalView>();
        foreach (var withdrawal in await FindWithdrawal.OfAsync(db, found.Value, stop))
            views.Add(await FindWithdrawal.ViewAsync(db, caller, withdrawal, stop));
        return TypedResults.Ok(views);
    }

    private static async Task<IResult> WithdrawAsync(ICallers callers, HubDb db, WithdrawData withdraw, string institution, string name, WithdrawalRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var made = await withdraw.RunAsync(caller, $"{institution}/{name}", request, DateTime.UtcNow, stop);
        return made.Refused
            ? made.Refusal!.ToProblem()
            : TypedResults.Created(string.Create(CultureInfo.InvariantCulture, $"/api/v1/withdrawals/{made.Value.Id}"), await FindWithdrawal.ViewAsync(db, caller, made.Value, stop));
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, int page = 1, CancellationToken stop = default)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindWithdrawal.RunAsync(db, caller, id, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await ViewAsync(db, caller, found.Value, page, stop));
    }

    private static async Task<IResult> ConfirmAsync(ICallers callers, HubDb db, string id, ConfirmRevisionRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var confirmed = await ConfirmRevision.RunAsync(db, caller, id, request, DateTime.UtcNow, stop);
        return confirmed.Refused ? confirmed.Refusal!.ToProblem() : TypedResults.Ok(await FindWithdrawal.ViewAsync(db, caller, confirmed.Value, stop));
    }

    private static async Task<IResult> ChangeAsync(ICallers callers, HubDb db, string id, ImpactTaskRequest request, CancellationToken stop)
    {
        var changed = await ChangeTask.RunAsync(db, await callers.CurrentAsync(stop), id, request, DateTime.UtcNow, stop);
        return changed.Refused ? changed.Refusal!.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<IResult> ClearAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var cleared = await ClearByEvidence.RunAsync(db, await callers.CurrentAsync(stop), id, DateTime.UtcNow, stop);
        return cleared.Refused ? cleared.Refusal!.ToProblem() : TypedResults.Ok(cleared.Value.Select(node => node.ToString()));
    }
}
