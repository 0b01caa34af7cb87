using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Thread;

namespace Tsumugi.Models.Integration.Searches;

/// <summary>Takes a search one step further: writes down what was measured, and submits what comes next in its person's name, as far as the gate lets it.</summary>
public sealed class AdvanceSearch(HubDb db, SubmitEvaluation submit, SearchTurns turns)
{
    private static readonly NodeRef Hub = NodeRef.Of("hub", "self");

    /// <returns>Whether it goes on.</returns>
    public Task<bool> RunAsync(string id, DateTime now, CancellationToken stop) => turns.TakeAsync(() => InTurnAsync(id, now, stop), stop);

    private async Task<bool> InTurnAsync(string id, DateTime now, CancellationToken stop)
    {
        var search = await db.Set<MergeSearch>().FirstAsync(row => row.Id == id, stop);
        if (search.State != MergeSearch.Running)
            return false;
        var evaluations = await db.Set<SearchEvaluation>().Where(row => row.SearchId == id).OrderBy(row => row.Number).ToListAsync(stop);
        await MeasureAsync(search, evaluations, stop);
        if (!await SubmitAsync(search, [.. evaluations.Where(one => one.BenchmarkJob is null && !one.Ended)], now, stop))
            return false;
        switch (DecideSearch.Next(search.Request, evaluations))
        {
            case SearchStep.Try step:
                var generation = (evaluations.LastOrDefault()?.Generation ?? 0) + 1;
                db.AddRange(step.Points.Index().Select(point => new SearchEvaluation { SearchId = id, Number = evaluations.Count + point.Index + 1, Generation = generation, Values = point.Item }));
                await db.SaveChangesAsync(stop);
                break;
            case SearchStep.End:
                await EndAsync(search, evaluations, MergeSearch.Succeeded, null, now, stop);
                break;
            case SearchStep.Fail fail:
                await EndAsync(search, evaluations, MergeSearch.Failed, fail.Reason, now, stop);
                break;
            default:
                break;
        }

        return search.State == MergeSearch.Running;
    }

    private async Task MeasureAsync(MergeSearch search, List<SearchEvaluation> evaluations, CancellationToken stop)
    {
        var open = evaluations.Where(one => !one.Ended && one.BenchmarkJob is not null).ToDictionary(one => one.BenchmarkJob!);
        var (ids, metric) = (open.Keys.ToList(), search.Request.Metric);
        var ended = await db.Set<Job>().AsNoTracking().Where(row => ids.Contains(row.Id) && (row.State == JobState.Succeeded || row.State == JobState.Failed || row.State == JobState.Cancelled)).Select(row => new { row.Id, row.State }).ToListAsync(stop);
        foreach (var job in ended)
        {
            var last = await db.Set<JobMetric>().AsNoTracking().Where(row => row.JobId == job.Id && row.Name == metric).OrderByDescending(row => row.Step).FirstOrDefaultAsync(stop);
            var measured = job.State == JobState.Succeeded && last is { } point && double.IsFinite(point.Value);
            (open[job.Id].Ended, open[job.Id].Value) = (true, measured ? last!.Value : null);
        }

        await db.SaveChangesAsync(stop);
    }

    /// <returns>False when the search has ended, since a job was refused.</returns>
    private async Task<bool> SubmitAsync(MergeSearch search, List<SearchEvaluation> waiting, DateTime now, CancellationToken stop)
    {
        if (waiting.Count == 0)
            return true;
        var caller = await Callers.OfPersonAsync(db, search.PersonId, stop);
        var ties = new List<Tie>();
        foreach (var evaluation in waiting)
        {
            var jobs = await submit.RunAsync(caller, search.Id, search.Request, evaluation, now, stop);
            if (jobs.Refused)
            {
                var all = await db.Set<SearchEvaluation>().Where(row => row.SearchId == search.Id).ToListAsync(stop);
                await EndAsync(search, all, MergeSearch.Failed, jobs.Refusal!.Reason, now, stop);
                return false;
            }

            (evaluation.MergeJob, evaluation.BenchmarkJob) = (jobs.Value.Merge.Id, jobs.Value.Benchmark.Id);
            ties.AddRange([new(jobs.Value.Merge.Node, Relations.BelongsTo, search.Node), new(jobs.Value.Benchmark.Node, Relations.BelongsTo, search.Node)]);
        }

        db.Record(new() { Actor = Hub, Kind = "mergesearch.generation", Subject = search.Node, Facts = new Dictionary<string, object?> { ["evaluations"] = waiting.Select(one => new { one.Number, one.Generation, one.Values }) }, Ties = ties });
        await db.SaveChangesAsync(stop);
        return true;
    }

    private async Task EndAsync(MergeSearch search, List<SearchEvaluation> evaluations, string state, Words? reason, DateTime now, CancellationToken stop)
    {
        (search.State, search.ReasonJa, search.ReasonEn, search.EndedAt) = (state, reason?.Ja, reason?.En, now);
        var measured = evaluations.Where(one => one.Value is not null).ToList();
        var best = search.Request.Goal == SweepGoal.Max ? measured.MaxBy(one => one.Value) : measured.MinBy(one => one.Value);
        db.Record(new()
        {
            Actor = Hub,
            Kind = state == MergeSearch.Succeeded ? "mergesearch.succeeded" : "mergesearch.failed",
            Subject = search.Node,
            Facts = new Dictionary<string, object?> { ["evaluations"] = evaluations.Count, ["reason"] = reason?.En, ["best"] = best?.Number, ["values"] = best?.Values, ["value"] = best?.Value, ["job"] = best?.MergeJob },
        });
        await db.SaveChangesAsync(stop);
    }
}
