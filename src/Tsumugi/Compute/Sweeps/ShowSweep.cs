using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Compute.Sweeps;

/// <summary>A sweep with its points, the best first; through the gate, as jobs are.</summary>
public static class ShowSweep
{
    public static async Task<Outcome<SweepView>> RunAsync(HubDb db, Caller caller, Act act, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        var what = new Words($"スイープ {id} ", $"the sweep {id}");
        if (await db.Set<Sweep>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } sweep)
            return Gate.NoSuch(what);
        return Gate.Ask(caller, act, new(what, sweep.InstitutionId, Visibility.Institution)) is { } refusal ? refusal : (await ViewsAsync(db, [sweep], stop))[0];
    }

    public static IQueryable<Sweep> Visible(HubDb db, Caller caller)
    {
        var own = caller.Memberships.Keys.ToList();
        return db.Set<Sweep>().AsNoTracking()
            .Where(row => caller.SignedIn && (caller.IsOperator || own.Contains(row.InstitutionId)))
            .OrderByDescending(row => row.CreatedAt);
    }

    public static async Task<IReadOnlyList<SweepView>> ViewsAsync(HubDb db, IReadOnlyList<Sweep> sweeps, CancellationToken stop)
    {
        var ids = sweeps.Select(sweep => sweep.Id).ToList();
        var jobs = await db.Set<Job>().AsNoTracking().Where(job => job.SweepId != null && ids.Contains(job.SweepId)).OrderBy(job => job.CreatedAt).ThenBy(job => job.Id).ToListAsync(stop);
        var views = new List<SweepView>();
        foreach (var sweep in sweeps)
        {
            var own = jobs.FindAll(job => job.SweepId == sweep.Id);
            views.Add(View(sweep, own, await LastAsync(db, sweep.Metric, own.ConvertAll(job => job.Id), stop)));
        }

        return views;
    }

    private static async Task<Dictionary<string, double>> LastAsync(HubDb db, string metric, List<string> jobs, CancellationToken stop) =>
        await db.Set<JobMetric>().AsNoTracking()
            .Where(row => row.Name == metric && jobs.Contains(row.JobId) && !db.Set<JobMetric>().Any(later => later.JobId == row.JobId && later.Name == metric && later.Step > row.Step))
            .ToDictionaryAsync(row => row.JobId, row => row.Value, stop);

    private static SweepView View(Sweep sweep, List<Job> jobs, Dictionary<string, double> measured)
    {
        var points = jobs.Select(job => new SweepPoint(job.Id, job.State, job.Point!, measured.TryGetValue(job.Id, out var value) && double.IsFinite(value) ? value : null, job.Outputs));
        return new()
        {
            Id = sweep.Id,
            Recipe = sweep.RecipeName,
            Institution = sweep.InstitutionId,
            Person = sweep.PersonId,
            Project = sweep.ProjectId,
            Method = sweep.Method,
            Metric = sweep.Metric,
            Goal = sweep.Goal,
            CreatedAt = sweep.CreatedAt,
            Points = [.. points.OrderBy(point => point.Value is null).ThenBy(point => sweep.Goal == SweepGoal.Max ? -point.Value : point.Value)],
        };
    }
}
