using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Integration;
using Tsumugi.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Integration.Searches;

/// <summary>Stops a search and those of its jobs that have not ended.</summary>
public sealed class CancelSearch(HubDb db, CancelJob cancel, SearchTurns turns)
{
    public Task<Outcome<MergeSearchView>> RunAsync(Caller caller, string id, DateTime now, CancellationToken stop) => turns.TakeAsync(() => InTurnAsync(caller, id, now, stop), stop);

    private async Task<Outcome<MergeSearchView>> InTurnAsync(Caller caller, string id, DateTime now, CancellationToken stop)
    {
        var found = await FindSearch.RunAsync(db, caller, Act.Write, id, stop);
        if (found.Refused)
            return found;
        var search = await db.Set<MergeSearch>().FirstAsync(row => row.Id == id, stop);
        if (search.State != MergeSearch.Running)
            return Refusal.Conflict("ended", new("この探索は終わっています。", "This search has ended."), new("結果をご覧ください。", "See what came of it."));
        (search.State, search.ReasonJa, search.ReasonEn, search.EndedAt) = (MergeSearch.Cancelled, "取り消されました。", "It was cancelled.", now);
        db.Record(new() { Actor = caller.Node, Kind = "mergesearch.cancelled", Subject = search.Node });
        await db.SaveChangesAsync(stop);
        foreach (var job in found.Value.Evaluations.Where(one => !one.Ended).SelectMany(one => (string?[])[one.BenchmarkJob, one.MergeJob]))
        {
            if (job is not null)
                await cancel.RunAsync(caller, job, now, stop);
        }

        return await FindSearch.RunAsync(db, caller, Act.Read, id, stop);
    }
}
