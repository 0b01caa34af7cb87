using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm;

/// <summary>Brings the records in line with what the controller of one site shows at one moment.</summary>
internal sealed partial class WatchJobs(
    HubDb db, Site site, SlurmClient client, EndedJobs ended, UnseenJobs unseen, JobSignals signals, HubOptions options, ILogger<WatchJobs> log)
{
    /// <summary>Accounting is asked for so many lost jobs at a time: their names stand in one address.</summary>
    private const int MostNames = 50;

    /// <summary>The clocks of hub and site may differ.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromDays(1);

    /// <param name="begun">When the question was asked.</param>
    /// <returns>How many jobs of this hub the site may have.</returns>
    /// <exception cref="SlurmException">When Slurm does not answer.</exception>
    public async Task<int> RunAsync(IReadOnlyList<SlurmJob> jobs, DateTime begun, CancellationToken stop)
    {
        var rows = await db.Set<Job>().AsNoTracking()
            .Where(job => job.SiteId == site.Id && job.HandedAt != null)
            .OrderBy(job => job.HandedAt)
            .Select(job => new Row(job.Id, job.State, job.Attempt, job.HandedAt!.Value, job.EngineJobId))
            .ToListAsync(stop);
        if (rows.Count == 0)
            return 0;
        var shown = new Dictionary<JobMark, SlurmJob>();
        foreach (var job in jobs)
        {
            // Anybody may write a comment; only the hub's own user writes it for the hub.
            if (job.User == site.Slurm?.User && JobMark.Read(job.Comment) is { } mark)
                shown[mark] = job;
        }

        var missing = new List<Row>();
        foreach (var row in rows)
        {
            if (shown.TryGetValue(new(row.Id, row.Attempt), out var job))
            {
                unseen.Found(row.Id);
                await TakeAsync(row, job, stop);
            }
            else if (unseen.Missed(row.Id, begun) > options.Slurm.SureAfter)
            {
                missing.Add(row);
            }
        }

        if (missing.Count > 0)
            await LookInAccountingAsync(missing.Take(MostNames).ToList(), stop);
        return rows.Count;
    }

    private async Task TakeAsync(Row row, SlurmJob job, CancellationToken stop)
    {
        var number = job.JobId.ToString(CultureInfo.InvariantCulture);
        if (row.EngineJobId != number)
        {
            LogFound(row.Id, number);
            await Marked(row).ExecuteUpdateAsync(set => set.SetProperty(kept => kept.EngineJobId, number), stop);
        }

        var phase = SlurmState.PhaseOf(job.State.Value);
        switch (phase, row.State)
        {
            case (SlurmPhase.Ended, JobState.Cancelled):
                await ForgetAsync(row, stop);
                break;
            case (_, JobState.Cancelled):
                await client.CancelAsync(number, stop);
                break;
            case (SlurmPhase.Ended, _):
                ended.Add(new(row.Id, row.Attempt, job.State.Value!, SlurmState.ExitCodeOf(job.ExitCode), job.Nodes));
                break;
            case (SlurmPhase.Running, JobState.Queued):
                await ChangeAsync(row, kept => JobChanges.RunningAtSiteAsync(db, kept, job.Nodes, DateTime.UtcNow, stop), stop);
                break;
            case (SlurmPhase.Waiting, JobState.Running):
                await ChangeAsync(row, kept => JobChanges.PutBackAsync(db, kept, PutBack, stop), stop);
                break;
        }
    }

    /// <summary>The controller has forgotten them, or never had them: accounting knows which.</summary>
    private async Task LookInAccountingAsync(List<Row> missing, CancellationToken stop)
    {
        IReadOnlyList<AccountedJob> known;
        try
        {
            known = await client.AccountedByNameAsync(string.Join(',', missing.Select(row => JobMark.NameOf(row.Id))), missing.Min(row => row.HandedAt) - ClockDifference, stop);
        }
        catch (SlurmException error)
        {
            // Without it nobody can say that a job is not there; they wait.
            LogUnknown(missing.Count, error.Message);
            return;
        }

        foreach (var row in missing)
        {
            var run = known.LastOrDefault(job => Is(job, row));
            if (row.State == JobState.Cancelled || (run is null && row.EngineJobId is null))
                await ForgetAsync(row, stop);
            else if (run?.State?.Current.Value is { } state && SlurmState.PhaseOf(state) == SlurmPhase.Ended)
                ended.Add(new(row.Id, row.Attempt, state, null, run.Nodes));
            else
                ended.Add(new(row.Id, row.Attempt, SlurmState.Lost, null, run?.Nodes));
        }
    }

    private static bool Is(AccountedJob job, Row row) => row.EngineJobId is { } number
        ? job.JobId.ToString(CultureInfo.InvariantCulture) == number
        : JobMark.Read(job.Comment?.Job) is { } mark ? mark == new JobMark(row.Id, row.Attempt) : JobMark.JobOfName(job.Name) == row.Id && row.Attempt == 1;

    /// <summary>Slurm has nothing of it any more: a queued job may be handed over again, a cancelled one rests.</summary>
    private async Task ForgetAsync(Row row, CancellationToken stop)
    {
        LogForgotten(row.Id);
        unseen.Found(row.Id);
        await Marked(row).ExecuteUpdateAsync(set => set.SetProperty(job => job.HandedAt, (DateTime?)null), stop);
        signals.Queued(site.Id);
    }

    private async Task ChangeAsync(Row row, Func<Job, Task> change, CancellationToken stop)
    {
        var job = await db.Set<Job>().FirstAsync(kept => kept.Id == row.Id, stop);
        try
        {
            if (job.State == row.State)
                await change(job);
            signals.Changed(row.Id);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Cancelled meanwhile: the next look takes that up.
        }

        db.ChangeTracker.Clear();
    }

    private IQueryable<Job> Marked(Row row) => db.Set<Job>().Where(job => job.Id == row.Id && job.Attempt == row.Attempt);

    private static Words PutBack { get; } = new("計算拠点が待ち行列に戻しました。最後のチェックポイントから再開します。", "The site put it back into its queue; it goes on from its last checkpoint.");

    private readonly record struct Row(string Id, JobState State, int Attempt, DateTime HandedAt, string? EngineJobId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Job {Job} is Slurm's {Number}")]
    private partial void LogFound(string job, string number);

    [LoggerMessage(Level = LogLevel.Information, Message = "Slurm has nothing of job {Job}")]
    private partial void LogForgotten(string job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} jobs are not at the controller, and accounting does not answer: {Reason}")]
    private partial void LogUnknown(int count, string reason);
}
