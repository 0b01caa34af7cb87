using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Slurm.Accounts;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm;

/// <summary>
/// One site at work, in six loops that wait for nobody but Slurm: handing jobs over, looking at their states, following
/// what they write, ending them, reading accounting, and keeping accounts. Each reads the records anew, so a killed hub goes on where they stand.
/// </summary>
internal sealed partial class SlurmSite(
    string id, IServiceScopeFactory scopes, SlurmConnections connections, SlurmAccounts accounts, SiteStatuses statuses, JobSignals signals, HubOptions options, ILogger<SlurmSite> log)
{
    private static readonly TimeSpan Follow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAtAccounts = TimeSpan.FromMinutes(1);

    private readonly EndedJobs _ended = new();
    private readonly UnseenJobs _unseen = new(DateTime.UtcNow);
    private DateTime _hardwareAt = DateTime.MinValue;
    private (string Depends, DateTime At) _kept = ("", DateTime.MinValue);
    private string _fault = "";

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        LoopAsync(WatchAsync, stop),
        LoopAsync(HandAsync, stop),
        LoopAsync(FollowAsync, stop),
        LoopAsync(EndAsync, stop),
        LoopAsync(AccountAsync, stop),
        accounts.Keeps(id) ? LoopAsync(KeepAsync, stop) : Task.CompletedTask);

    private async Task LoopAsync(Func<IServiceProvider, Site, CancellationToken, Task<TimeSpan>> once, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                TimeSpan rest;
                await using (var scope = scopes.CreateAsyncScope())
                {
                    var site = await scope.ServiceProvider.GetRequiredService<HubDb>().Set<Site>().AsNoTracking().FirstAsync(row => row.Id == id, stop);
                    rest = await once(scope.ServiceProvider, site, stop);
                }

                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The records are durable: whatever went wrong with one job must not stop the site.
                LogFault(id, error);
                await Task.Delay(options.Slurm.Poll, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<TimeSpan> WatchAsync(IServiceProvider services, Site site, CancellationToken stop)
    {
        var begun = DateTime.UtcNow;
        var live = 0;
        try
        {
            var client = connections.To(site);
            if (begun - _hardwareAt >= options.Slurm.Hardware)
            {
                await ReadHardware.RunAsync(services.GetRequiredService<HubDb>(), client, id, stop);
                _hardwareAt = begun;
            }

            var jobs = await client.JobsAsync(stop);
            live = await ActivatorUtilities.CreateInstance<WatchJobs>(services, site, client, _ended, _unseen).RunAsync(jobs, begun, stop);
            statuses.Report(id, StatusOf(jobs, begun));
            _fault = "";
        }
        catch (SlurmException error)
        {
            Down(error);
        }

        var every = live > 0 || statuses.Of(id).Condition == SiteCondition.Down ? options.Slurm.Poll : options.Slurm.IdlePoll;
        return begun + every - DateTime.UtcNow;
    }

    private async Task<TimeSpan> HandAsync(IServiceProvider services, Site site, CancellationToken stop)
    {
        var handed = 0;
        if (statuses.Of(id).Condition == SiteCondition.Up && site.MaintenanceAt(DateTime.UtcNow) is null)
        {
            try
            {
                handed = await ActivatorUtilities.CreateInstance<HandJobs>(services, site, connections.To(site), _unseen).RunAsync(stop);
            }
            catch (SlurmException error)
            {
                Down(error);
            }
        }

        if (handed == 0)
            await signals.WaitForWorkAsync(id, options.Slurm.Poll, stop);
        return TimeSpan.Zero;
    }

    private async Task<TimeSpan> FollowAsync(IServiceProvider services, Site site, CancellationToken stop)
    {
        await ActivatorUtilities.CreateInstance<FollowJobs>(services, id).RunAsync(stop);
        return Follow;
    }

    private async Task<TimeSpan> EndAsync(IServiceProvider services, Site site, CancellationToken stop)
    {
        var ended = await _ended.NextAsync(stop);
        try
        {
            await ActivatorUtilities.CreateInstance<EndJob>(services).RunAsync(ended, stop);
        }
        finally
        {
            _ended.Done(ended);
        }

        return TimeSpan.Zero;
    }

    private async Task<TimeSpan> AccountAsync(IServiceProvider services, Site site, CancellationToken stop)
    {
        if (statuses.Of(id).Condition != SiteCondition.Up)
            return options.Slurm.Poll;
        try
        {
            await ActivatorUtilities.CreateInstance<ReadAccounting>(services, site, connections.To(site)).RunAsync(stop);
        }
        catch (SlurmException error)
        {
            // Jobs go on without accounting; its records come later.
            LogAccounting(id, error.Message);
        }

        return options.Slurm.Accounting;
    }

    /// <summary>Most of what the accounts depend on is in the ledger and the site's row; the rest, as who is in a project and when a period begins, is looked at each minute.</summary>
    private async Task<TimeSpan> KeepAsync(IServiceProvider services, Site site, CancellationToken stop)
    {
        var now = DateTime.UtcNow;
        var posting = await services.GetRequiredService<HubDb>().Set<Posting>().MaxAsync(row => (long?)row.Seq, stop) ?? 0;
        var depends = JsonSerializer.Serialize((object[])[posting, site.Prices, site.Policies.Logins, site.Partitions, site.Slurm?.User ?? "", site.Slurm?.Account ?? ""]);
        if (site.Slurm is null || site.Partitions.Count == 0 || (depends == _kept.Depends && now - _kept.At < LookAtAccounts))
            return options.Slurm.Accounts;
        try
        {
            var problems = await ActivatorUtilities.CreateInstance<KeepAccounts>(services, site).RunAsync(now, stop);
            accounts.Report(id, new(now, problems));
            _kept = problems.Count == 0 ? (depends, now) : ("", now);
        }
        catch (SlurmException error)
        {
            if (accounts.Of(id)?.Problems is not [var known] || known.En != error.Message)
                LogAccounts(id, error.Message);
            accounts.Report(id, new(now, [Words.Same(error.Message)]));
            _kept = ("", now);
        }

        return options.Slurm.Accounts;
    }

    private void Down(SlurmException error)
    {
        statuses.Report(id, new(SiteCondition.Down, new($"問い合わせやジョブの受け渡しができません：{error.Message}", $"It does not answer, or takes no jobs: {error.Message}"), DateTime.UtcNow));
        if (_fault != error.Message)
            LogDown(id, error.Message);
        _fault = error.Message;
    }

    private static SiteStatus StatusOf(IReadOnlyList<SlurmJob> jobs, DateTime begun)
    {
        var waiting = jobs.Where(job => SlurmState.PhaseOf(job.State.Value) == SlurmPhase.Waiting).ToList();
        return new(
            SiteCondition.Up, default(Words), begun, waiting.Count,
            jobs.Count(job => SlurmState.PhaseOf(job.State.Value) == SlurmPhase.Running),
            waiting.Sum(job => (double)(job.Cpus.Value ?? 1) * (job.TimeLimit.Value ?? 0)));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Site {Site} met a fault and goes on")]
    private partial void LogFault(string site, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Site {Site} does not answer: {Reason}")]
    private partial void LogDown(string site, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Accounting of site {Site} does not answer: {Reason}")]
    private partial void LogAccounting(string site, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The accounts of site {Site} cannot be kept now: {Reason}")]
    private partial void LogAccounts(string site, string reason);
}
