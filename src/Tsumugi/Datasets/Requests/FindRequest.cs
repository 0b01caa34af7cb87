using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;

namespace Tsumugi.Datasets.Requests;

/// <summary>Finds requests through the gate: everybody signed in sees what is wanted, and what was offered.</summary>
public static class FindRequest
{
    public static async Task<Outcome<DataRequest>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        return await db.Set<DataRequest>().FirstOrDefaultAsync(row => row.Id == id, stop) is { } found ? found : Gate.NoSuch(new($"データの依頼 {id} ", $"the request {id}"));
    }

    /// <summary>For those who may decide on it: the people of its project.</summary>
    public static async Task<Outcome<DataRequest>> ToDecideAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found;
        if (Gate.AskOwn(caller) is { } notOwn)
            return notOwn;
        return await FindProject.ToActForAsync(db, caller, found.Value.ProjectId, null, stop) is { Refused: true } project ? project.Refusal! : found;
    }

    /// <summary>A plan for those who made it: members of its institution.</summary>
    public static async Task<Outcome<(DataRequest Request, DataPlan Plan)>> PlanAsync(HubDb db, Caller caller, string id, string plan, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (await db.Set<DataPlan>().FirstOrDefaultAsync(row => row.Id == plan && row.RequestId == id, stop) is not { } offered)
            return Gate.NoSuch(new($"計画 {plan} ", $"the plan {plan}"));
        return Gate.AskFor(caller, offered.InstitutionId) is { } refusal ? refusal : (found.Value, offered);
    }

    public static Task<List<DataPlan>> PlansAsync(HubDb db, string id, CancellationToken stop) =>
        db.Set<DataPlan>().AsNoTracking().Where(row => row.RequestId == id).OrderBy(row => row.At).ToListAsync(stop);

    internal static Refusal NotOpen(DataRequest request) => Refusal.Conflict(
        "request-not-open",
        new($"依頼 {request.Id} は、いまの状態ではこの操作ができません。", $"The request {request.Id} is not in a state for that."),
        new("依頼のページで状態を確かめてください。", "See its state on its page."));
}

/// <summary>Requests, newest first.</summary>
/// <param name="Technique">Only those that ask for it; null for all.</param>
/// <param name="All">Also those that were answered or closed.</param>
public sealed record ListRequests(string? Technique, bool All, int Page)
{
    public const int PageSize = 50;

    public async Task<Outcome<Paged<DataRequest>>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var rows = db.Set<DataRequest>().AsNoTracking();
        if (!All)
            rows = rows.Where(row => row.State == RequestState.Open || row.State == RequestState.Planned);
        if (Technique?.Trim() is { Length: > 0 } technique)
            rows = rows.Where(row => EF.Functions.Like((string)(object)row.Techniques, $"%\"{technique}\"%"));
        var page = Math.Max(1, Page);
        return new Paged<DataRequest>(await rows.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop), await rows.CountAsync(stop), page, PageSize);
    }
}
