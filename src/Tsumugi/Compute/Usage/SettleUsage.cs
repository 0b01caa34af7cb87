using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute.Placement;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Usage;

/// <summary>Takes a run into the records of usage, and settles it again when accounting says otherwise later.</summary>
public static class SettleUsage
{
    /// <summary>Stages the record in the given context; whoever calls saves.</summary>
    /// <returns>False when the same was settled before.</returns>
    public static async Task<bool> StageAsync(HubDb db, Site site, string engineJobId, int run, Job job, UsageMeasure measure, DateTime now, CancellationToken stop)
    {
        var record = await db.Set<UsageRecord>().FirstOrDefaultAsync(row => row.SiteId == site.Id && row.EngineJobId == engineJobId && row.Run == run, stop);
        if (record?.Measure == measure)
            return false;
        var credits = CreditsOf(site.Prices, measure);
        if (record is null)
        {
            record = db.Add(new UsageRecord
            {
                SiteId = site.Id,
                EngineJobId = engineJobId,
                Run = run,
                JobId = job.Id,
                PersonId = job.PersonId,
                InstitutionId = job.InstitutionId,
                Measure = measure,
                EndedAt = measure.EndedAt,
                Credits = credits,
                SettledAt = now,
                Version = 1,
            }).Entity;
        }
        else
        {
            (record.Measure, record.EndedAt, record.Credits, record.SettledAt) = (measure, measure.EndedAt, credits, now);
            record.Version++;
        }

        db.Record(new()
        {
            Actor = JobChanges.Hub,
            Kind = record.Version == 1 ? "usage.settled" : "usage.corrected",
            Subject = job.Node,
            Facts = new Dictionary<string, object?>
            {
                ["site"] = site.Id,
                ["engineJob"] = engineJobId,
                ["run"] = run,
                ["version"] = record.Version,
                ["coreHours"] = measure.CoreHours,
                ["gpuHours"] = measure.GpuHours,
                ["credits"] = credits,
            },
            Ties = [],
        });
        return true;
    }

    public static decimal CreditsOf(Client.Compute.SitePrices prices, UsageMeasure measure) =>
        Math.Round(Fit.PriceOf(prices, measure.Cores, measure.Gpus, measure.GpuModel) * (decimal)(measure.Seconds / 3600), 6);
}
