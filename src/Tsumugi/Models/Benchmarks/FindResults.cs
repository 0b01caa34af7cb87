using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Models;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Models.Benchmarks;

/// <summary>Looks results up; who may see the model may see what was measured of it.</summary>
public static class FindResults
{
    public static async Task<IResult> ListAsync(ICallers callers, HubDb db, string institution, string name, CancellationToken stop)
    {
        var model = await FindRepository.RunAsync(
            db, await callers.CurrentAsync(stop), Act.Read, RepositoryKinds.Model, $"{institution}/{name}", stop);
        if (model.Refused)
            return model.Refusal!.ToProblem();
        var results = await OfModelAsync(db, model.Value, stop);
        return TypedResults.Ok(results.Select(result => new BenchmarkView(result.Node.ToString(), result.Model, result.Dataset, result.CreatedAt, result.Report)));
    }

    public static Task<List<BenchmarkResult>> OfModelAsync(HubDb db, Repository model, CancellationToken stop)
    {
        var prefix = model.Node + "@";
        return db.Set<BenchmarkResult>().AsNoTracking()
            .Where(row => row.Model.StartsWith(prefix))
            .OrderByDescending(row => row.CreatedAt)
            .ToListAsync(stop);
    }

    public static async Task<Outcome<BenchmarkResult>> OneAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        var nothing = Gate.NoSuch(new Words($"評価結果 {id} ", $"the result {id}"));
        var result = await db.Set<BenchmarkResult>().AsNoTracking().FirstOrDefaultAsync(row => row.JobId == id, stop);
        if (result is null)
            return nothing;
        var model = await FindRepository.RunAsync(db, caller, Act.Read, RepositoryKinds.Model, NodeRef.Parse(result.Model).Id, stop);

        // The refusal of the model would name it to somebody who may not know of it.
        return model.Refused ? nothing : result;
    }
}
