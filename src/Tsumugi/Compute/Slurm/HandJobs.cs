using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Folders;
using Tsumugi.Compute.Local;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Slurm.Accounts;
using Tsumugi.Compute.Turns;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm;

/// <summary>Submits the queued jobs of a site whose turn it is, a batch at a time.</summary>
/// <remarks>
/// First the batch is marked as handed over, then submitted, then Slurm's numbers are written down. A hub that is killed
/// anywhere between finds marked jobs without a number, and <see cref="WatchJobs"/> looks for them at Slurm by their mark
/// before anybody submits them again.
/// </remarks>
internal sealed partial class HandJobs(
    HubDb db, Site site, SlurmClient client, UnseenJobs unseen, SlurmAccounts accounts, HadLately lately, IServiceScopeFactory scopes, HubOptions options, ILogger<HandJobs> log)
{
    private const int Batch = 64;

    /// <summary>Slurm learns of new accounts soon after the hub does.</summary>
    private static readonly TimeSpan UntilKnown = TimeSpan.FromSeconds(3);

    private Dictionary<string, PaidUnder> _paid = [];

    /// <returns>How many were accepted.</returns>
    /// <exception cref="SlurmException">When the site is in trouble; what was not sent then waits.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var jobs = await MarkAsync(stop);
        if (jobs.Count == 0)
            return 0;
        _paid = await PaidAsync(jobs, stop);
        try
        {
            return await HandAsync(jobs, stop);
        }
        finally
        {
            unseen.EndHanding(jobs.Select(job => job.Id));
        }
    }

    private async Task<int> HandAsync(List<Job> jobs, CancellationToken stop)
    {
        var results = new Result[jobs.Count];
        using var trouble = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var most = new ParallelOptions { MaxDegreeOfParallelism = options.Slurm.Submissions, CancellationToken = stop };
        await Parallel.ForAsync(0, jobs.Count, most, async (i, _) =>
        {
            // After the first trouble the rest of the batch is not tried: it would only wait in vain, one by one.
            results[i] = trouble.IsCancellationRequested ? new(null, null) : await HandAsync(jobs[i], stop);
            if (results[i].Error is { IsAboutTheSite: true })
                await trouble.CancelAsync();
        });
        await WriteDownAsync(jobs, results, stop);
        return results.FirstOrDefault(result => result.Error is { IsAboutTheSite: true }).Error is { } error
            ? throw error
            : results.Count(result => result.Number is not null);
    }

    private async Task<List<Job>> MarkAsync(CancellationToken stop)
    {
        var now = DateTime.UtcNow;
        var turns = await NextJobs.OfAsync(db, lately, site, Batch, now, stop);
        var jobs = (await db.Set<Job>().Where(job => turns.Contains(job.Id)).ToListAsync(stop)).OrderBy(job => turns.IndexOf(job.Id)).ToList();
        unseen.BeginHanding(jobs.Select(job => job.Id));
        foreach (var job in jobs)
        {
            (job.HandedAt, job.EngineJobId) = (now, null);
            job.Attempt++;
        }

        try
        {
            await db.SaveChangesAsync(stop);
            return jobs;
        }
        catch (DbUpdateConcurrencyException)
        {
            // One was cancelled meanwhile; nothing was marked, and the next round asks anew.
            unseen.EndHanding(jobs.Select(job => job.Id));
            return [];
        }
    }

    /// <returns>Allocation → under what its jobs run; nothing where the hub keeps no accounts, or nothing costs anything.</returns>
    private async Task<Dictionary<string, PaidUnder>> PaidAsync(List<Job> jobs, CancellationToken stop)
    {
        var ids = jobs.Select(job => job.AllocationId).OfType<string>().Distinct().ToList();
        if (ids.Count == 0 || !accounts.Keeps(site.Id) || Limits.Of(site, default, 0).Count == 0)
            return [];
        return (await db.Set<Allocation>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(stop)).ToDictionary(row => row.Id, PaidUnder.Of);
    }

    private async Task<Result> HandAsync(Job job, CancellationToken stop)
    {
        var paid = job.AllocationId is { } allocation ? _paid.GetValueOrDefault(allocation) : null;
        try
        {
            var folder = await OrderAsync(job, stop);
            var submission = SlurmSubmission.Of(job, site.Slurm!, folder, site.Slurm!.Worker ?? WorkerProcess.Command(options.WorkerPath), paid);
            return new((await client.SubmitAsync(submission, stop)).ToString(CultureInfo.InvariantCulture), null);
        }
        catch (SlurmException error) when (paid is not null && error.IsAboutTheAccount)
        {
            return new(null, null, new(
                $"計算拠点がまだ割り当ての QOS {paid.Qos} を知らないため、待っています（{error.Message}）。", $"It waits: the site does not know the allocation's QOS {paid.Qos} yet ({error.Message})."));
        }
        catch (SlurmException error)
        {
            LogNotAccepted(job.Id, site.Id, error.Message);
            return new(null, paid is not null && error.IsAboutALimit ? new(error.Trouble, $"{error.Message} (QOS {paid.Qos})", error.Code, error) : error);
        }
        catch (IOException error)
        {
            // The disk that hub and nodes share is full or gone: nothing was sent, and others would meet the same.
            return new(null, new(SlurmTrouble.NotReached, error.Message, cause: error));
        }
    }

    /// <returns>The job's folder as nodes see it.</returns>
    private async Task<string> OrderAsync(Job job, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var exchange = ActivatorUtilities.CreateInstance<JobExchange>(scope.ServiceProvider, job);
        await exchange.WriteOrderAsync(Seen, stop);
        return Seen(exchange.Folder.Path);
    }

    private string Seen(string path)
    {
        var own = Path.GetFullPath(options.DataFolder);
        return site.Slurm?.DataFolder is { } seen && path.StartsWith(own, StringComparison.Ordinal) ? seen.TrimEnd('/') + path[own.Length..] : path;
    }

    /// <summary>By the mark, not by the row as it was read: the job may have begun already, or been cancelled.</summary>
    private async Task WriteDownAsync(List<Job> jobs, Result[] results, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        for (var i = 0; i < jobs.Count; i++)
        {
            var (id, attempt, result) = (jobs[i].Id, jobs[i].Attempt, results[i]);
            var marked = db.Set<Job>().Where(job => job.Id == id && job.Attempt == attempt && job.HandedAt != null);
            if (result.Number is { } number)
                await marked.ExecuteUpdateAsync(set => set.SetProperty(job => job.EngineJobId, number), stop);
            else if (result.Waits is { } reason)
                await PutOffAsync(marked.Where(job => job.State == JobState.Queued), attempt, reason, stop);
            else if (result.Error is null or { IsAboutTheSite: true, Trouble: not SlurmTrouble.Unsure })
                await marked.ExecuteUpdateAsync(set => set.SetProperty(job => job.HandedAt, (DateTime?)null).SetProperty(job => job.Attempt, attempt - 1), stop);
        }

        await transaction.CommitAsync(stop);
        db.ChangeTracker.Clear();
        for (var i = 0; i < jobs.Count; i++)
        {
            if (results[i].Error is { IsAboutTheSite: false } refused)
                await RefuseAsync(jobs[i].Id, refused, stop);
        }
    }

    private static Task<int> PutOffAsync(IQueryable<Job> marked, int attempt, Words reason, CancellationToken stop)
    {
        var until = DateTime.UtcNow + UntilKnown;
        return marked.ExecuteUpdateAsync(
            set => set.SetProperty(job => job.HandedAt, (DateTime?)null).SetProperty(job => job.Attempt, attempt - 1).SetProperty(job => job.NotBefore, until)
                .SetProperty(job => job.ReasonJa, reason.Ja).SetProperty(job => job.ReasonEn, reason.En),
            stop);
    }

    private async Task RefuseAsync(string id, SlurmException refused, CancellationToken stop)
    {
        var job = await db.Set<Job>().FirstAsync(row => row.Id == id, stop);
        job.HandedAt = null;
        if (job.Ended)
            await db.SaveChangesAsync(stop);
        else
            await JobChanges.FailAsync(db, job, FailureKind.Site, new($"計算拠点が受け付けませんでした：{refused.Message}", $"The site refused it: {refused.Message}"), DateTime.UtcNow, stop);
    }

    /// <param name="Number">Slurm's; null when it was not accepted, or nobody knows.</param>
    /// <param name="Error">Null when it was accepted, or not tried.</param>
    /// <param name="Waits">Why it is handed over again in a moment; null when it is not.</param>
    private readonly record struct Result(string? Number, SlurmException? Error, Words? Waits = null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} was not accepted by site {Site}: {Reason}")]
    private partial void LogNotAccepted(string job, string site, string reason);
}
