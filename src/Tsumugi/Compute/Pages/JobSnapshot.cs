using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute.Folders;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Ui.Components.Charts;

namespace Tsumugi.Compute.Pages;

/// <summary>Everything that a job's page shows of its running, at one moment.</summary>
/// <param name="Rate">Steps per second, or null when it does not run.</param>
/// <param name="Log">The last lines.</param>
/// <param name="Steps">Of a job of commands, those that have begun.</param>
internal sealed record JobSnapshot(
    Job Job, IReadOnlyList<ChartSeries> Loss, IReadOnlyList<(string Name, double Value)> Latest, double? Rate, TimeSpan? Left, IReadOnlyList<string> Log, IReadOnlyList<StepRecord> Steps)
{
    private const int LogLines = 200;
    private const int LineLetters = 2000;

    private static readonly string[] Shown = ["loss", "tokensPerSecond", "learningRate", "gradientNorm", "memoryBytes"];

    /// <returns>Null when the job is not there.</returns>
    public static async Task<JobSnapshot?> LoadAsync(IServiceScopeFactory scopes, string id)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        if (await db.Set<Job>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id) is not { } job)
            return null;
        var metrics = await db.Set<JobMetric>().AsNoTracking().Where(row => row.JobId == id).OrderBy(row => row.Step).ToListAsync();
        var loss = metrics.Where(row => row.Name == "loss").Select(row => new ChartPoint(row.Step, row.Value)).ToList();
        var latest = Shown.Select(name => metrics.LastOrDefault(row => row.Name == name)).OfType<JobMetric>().Select(row => (row.Name, row.Value));
        var (rate, left) = Pace(job, DateTime.UtcNow);
        var log = new Queue<string>();
        var folder = new JobFolder(scope.ServiceProvider.GetRequiredService<HubOptions>(), id);
        await foreach (var (_, text) in folder.ReadLogAsync(CancellationToken.None))
        {
            log.Enqueue(text.Length > LineLetters ? text[..LineLetters] + "…" : text);
            if (log.Count > LogLines)
                log.Dequeue();
        }

        return new(job, [new(new Words("損失", "Loss"), loss)], [.. latest], rate, left, [.. log], await folder.ReadStepsAsync(CancellationToken.None));
    }

    private static (double? Rate, TimeSpan? Left) Pace(Job job, DateTime now)
    {
        if (job.State != JobState.Running || job.Step == 0 || job.StartedAt is not { } started)
            return (null, null);
        var rate = job.Step / (now - started).TotalSeconds;
        return (rate, TimeSpan.FromSeconds((job.Total - job.Step) / rate));
    }
}
