using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Integration;
using Tsumugi.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Integration.Searches;

/// <summary>Looks searches up through the gate, with their evaluations, the best first.</summary>
public static class FindSearch
{
    public static async Task<Outcome<MergeSearchView>> RunAsync(HubDb db, Caller caller, Act act, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        if (await db.Set<MergeSearch>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } search)
            return Gate.NoSuch(new($"統合の探索 {id} ", $"the merge search {id}"));
        return Gate.Ask(caller, act, search.Guarded) is { } refusal ? refusal : await ViewAsync(db, search, stop);
    }

    /// <summary>Newest first.</summary>
    public static IQueryable<MergeSearch> Visible(HubDb db, Caller caller)
    {
        var own = caller.Memberships.Keys.ToList();
        return db.Set<MergeSearch>().AsNoTracking().Where(row => caller.SignedIn && (caller.IsOperator || own.Contains(row.InstitutionId))).OrderByDescending(row => row.CreatedAt);
    }

    public static async Task<MergeSearchView> ViewAsync(HubDb db, MergeSearch search, CancellationToken stop)
    {
        var rows = await db.Set<SearchEvaluation>().AsNoTracking().Where(row => row.SearchId == search.Id).ToListAsync(stop);
        var merges = rows.Select(row => row.MergeJob).ToList();
        var outputs = await db.Set<Job>().AsNoTracking().Where(row => merges.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Outputs, stop);
        var evaluations = rows.Select(row => new MergeEvaluation(
            row.Number, row.Generation, row.Values, row.MergeJob, row.BenchmarkJob, row.Ended, row.Value, row.MergeJob is { } job && outputs.GetValueOrDefault(job) is [var made, ..] ? made : null));
        return new()
        {
            Id = search.Id,
            Institution = search.InstitutionId,
            Person = search.PersonId,
            Request = search.Request,
            State = search.State,
            Reason = search.ReasonEn is { } english ? new Words(search.ReasonJa!, english).ToString() : null,
            CreatedAt = search.CreatedAt,
            EndedAt = search.EndedAt,
            Evaluations = [.. evaluations.OrderBy(one => one.Value is null).ThenBy(one => search.Request.Goal == SweepGoal.Max ? -one.Value : one.Value).ThenBy(one => one.Number)],
        };
    }
}

/// <summary>Which searches of a lineage the caller may be told of.</summary>
internal sealed class SearchSight(HubDb db) : INodeSight
{
    public string Kind => MergeSearch.NodeKind;

    public async Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) =>
        await FindSearch.Visible(db, caller).Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToListAsync(stop);
}
