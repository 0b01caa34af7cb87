using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Slurm.Accounts;
using Tsumugi.Compute.Usage;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm;

/// <summary>Settles what Slurm's accounting says of the hub's jobs, the last days again each time: records come late and are corrected.</summary>
internal sealed class ReadAccounting(HubDb db, Site site, SlurmClient client, HubOptions options)
{
    /// <summary>The clocks of hub and site may differ, and a job waits before it starts.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <exception cref="SlurmException">When accounting does not answer.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (await SinceAsync(stop) is not { } since)
            return;
        var runs = (await client.AccountedSinceAsync(since, stop))
            .Where(run => JobMark.JobOfName(run.Name) is not null)
            .GroupBy(run => run.JobId);
        foreach (var group in runs)
            await SettleAsync(group.Key, [.. group.OrderBy(run => run.Time?.Start ?? 0).ThenBy(run => run.Time?.Submission ?? 0)], stop);
    }

    /// <returns>Null when there is nothing to ask for.</returns>
    private async Task<DateTime?> SinceAsync(CancellationToken stop)
    {
        var settled = await db.Set<UsageRecord>().Where(row => row.SiteId == site.Id).MaxAsync(row => (DateTime?)row.EndedAt, stop) - options.Slurm.AccountingOverlap;
        var unsettled = await db.Set<Job>()
            .Where(job => job.SiteId == site.Id && job.EngineJobId != null && !db.Set<UsageRecord>().Any(row => row.SiteId == site.Id && row.EngineJobId == job.EngineJobId))
            .MinAsync(job => (DateTime?)job.CreatedAt, stop) - Margin;
        return settled is null || unsettled < settled ? unsettled : settled;
    }

    private async Task SettleAsync(long number, List<AccountedJob> runs, CancellationToken stop)
    {
        var jobId = JobMark.JobOfName(runs[0].Name)!;
        if (await db.Set<Job>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == jobId, stop) is not { } job)
            return;
        var changed = false;
        for (var run = 0; run < runs.Count; run++)
        {
            if (MeasureOf(runs[run], site) is { } measure)
                changed |= await SettleUsage.StageAsync(db, site, number.ToString(CultureInfo.InvariantCulture), run, job, measure, DateTime.UtcNow, stop);
        }

        if (changed)
            await SettleCharge.SaveAsync(db, jobId, DateTime.UtcNow, stop);
        db.ChangeTracker.Clear();
    }

    /// <returns>Null while it runs, or when it ended without having begun.</returns>
    public static UsageMeasure? MeasureOf(AccountedJob run, Site site)
    {
        if (run.Time is not { Start: > 0, End: > 0 } time || run.State?.Current.Value is not { } state || SlurmState.PhaseOf(state) == SlurmPhase.Running)
            return null;
        var held = run.Tres?.Allocated ?? [];
        long Amount(string type, string? name = null) => held.Where(amount => amount.Type == type && (name is null || amount.Name == name)).Sum(amount => amount.Count ?? 0);
        var gpus = (int)Amount("gres", "gpu");

        // The steps' own sum: of the job as a whole Slurm 22.05 says 0.
        var cpu = Math.Max(SecondsOf(time.Total), run.Steps?.Sum(step => SecondsOf(step.Time?.Total)) ?? 0);
        return new(
            state, run.Partition, run.Nodes, At(time.Submission), At(time.Start), At(time.End), Math.Max(0, time.End - time.Start),
            (int)Amount("cpu"), (int)Amount("mem"), gpus, gpus == 0 ? null : site.Partitions.FirstOrDefault(partition => partition.Name == run.Partition && partition.Gpus > 0)?.GpuModel,
            (int?)time.Limit.Value, cpu)
        {
            Account = AccountNames.IsHubs(run.Account) ? run.Account : null,
        };
    }

    // "total" repeats the microseconds of "user" and "system" beside their seconds.
    private static double SecondsOf(AccountedCpu? cpu) => cpu is null ? 0 : cpu.Seconds + (cpu.Microseconds / 1e6);

    private static DateTime At(long unix) => DateTimeOffset.FromUnixTimeSeconds(unix).UtcDateTime;
}
