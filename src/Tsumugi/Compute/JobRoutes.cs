using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Folders;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Turns;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Compute;

internal static class JobRoutes
{
    private const int PageSize = 50;

    public static async Task<IResult> ListRecipes(ICallers callers, Recipes recipes, CancellationToken stop) =>
        Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal ? refusal.ToProblem() : TypedResults.Ok(recipes.Names);

    public static async Task<IResult> List(ICallers callers, HubDb db, int page = 1, CancellationToken stop = default)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        var visible = FindJob.Visible(db, caller);
        var rows = await visible.Skip((Math.Max(page, 1) - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return TypedResults.Ok(new Paged<JobView>([.. rows.Select(job => job.ToView())], await visible.CountAsync(stop), page, PageSize));
    }

    public static async Task<IResult> Submit(ICallers callers, SubmitJob submit, JobRequest request, CancellationToken stop)
    {
        var job = await submit.RunAsync(await callers.CurrentAsync(stop), request, DateTime.UtcNow, stop);
        return job.Refused ? job.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/jobs/{job.Value.Id}", job.Value.ToView());
    }

    public static async Task<IResult> Show(ICallers callers, HubDb db, HadLately lately, string id, CancellationToken stop)
    {
        var job = await FindJob.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, id, stop);
        if (job.Refused)
            return job.Refusal!.ToProblem();
        var site = await db.Set<Site>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == job.Value.SiteId, stop);
        var turn = site is null ? null : await NextJobs.OfJobAsync(db, lately, site, job.Value, DateTime.UtcNow, stop);
        return TypedResults.Ok(job.Value.ToView() with { Position = turn?.Position, Turn = turn?.Why.ToString() });
    }

    public static async Task<IResult> Metrics(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var job = await FindJob.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, id, stop);
        if (job.Refused)
            return job.Refusal!.ToProblem();
        return TypedResults.Ok(await db.Set<JobMetric>().AsNoTracking()
            .Where(row => row.JobId == id)
            .OrderBy(row => row.Name).ThenBy(row => row.Step)
            .Select(row => new MetricPoint(row.Name, row.Step, row.Value))
            .ToListAsync(stop));
    }

    public static async Task<IResult> MetricsCsv(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var job = await FindJob.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, id, stop);
        if (job.Refused)
            return job.Refusal!.ToProblem();
        var text = new StringBuilder("name,step,value\n");
        await foreach (var row in db.Set<JobMetric>().AsNoTracking().Where(row => row.JobId == id).OrderBy(row => row.Name).ThenBy(row => row.Step).AsAsyncEnumerable().WithCancellation(stop))
            text.Append(CultureInfo.InvariantCulture, $"{row.Name},{row.Step},{row.Value:R}\n");
        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv", $"{id}.csv");
    }

    /// <summary>Written as it is read: a log may be larger than memory. Lines that are looked for are told with their numbers.</summary>
    public static async Task<IResult> Log(ICallers callers, HubDb db, HubOptions options, string id, string? q, int? tail, CancellationToken stop)
    {
        var job = await FindJob.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, id, stop);
        var question = new LogQuestion(q, tail);
        if ((job.Refused ? job.Refusal : question.Check()) is { } refusal)
            return refusal.ToProblem();
        return TypedResults.Stream(
            async body =>
            {
                await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                await foreach (var line in question.ReadAsync(new JobFolder(options, id), stop))
                    await text.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{(string.IsNullOrEmpty(q) ? "" : $"{line.Number}: ")}{line.At?.ToString("u", CultureInfo.InvariantCulture)} {line.Text}\n"));
            },
            "text/plain; charset=utf-8");
    }

    public static async Task<IResult> Cancel(ICallers callers, CancelJob cancel, string id, CancellationToken stop)
    {
        var job = await cancel.RunAsync(await callers.CurrentAsync(stop), id, DateTime.UtcNow, stop);
        return job.Refused ? job.Refusal!.ToProblem() : TypedResults.Ok(job.Value.ToView());
    }
}
