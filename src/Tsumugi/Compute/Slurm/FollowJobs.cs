using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Folders;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm;

/// <summary>Takes up what the running jobs of a site wrote into their folders since the last time.</summary>
internal sealed class FollowJobs(HubDb db, string siteId, IServiceProvider services, HubOptions options)
{
    public async Task RunAsync(CancellationToken stop)
    {
        var running = await db.Set<Job>().AsNoTracking()
            .Where(job => job.SiteId == siteId && job.State == JobState.Running)
            .Select(job => new { job.Id, job.ProgressOffset })
            .ToListAsync(stop);
        foreach (var row in running)
        {
            var file = new FileInfo(new JobFolder(options, row.Id).Progress);
            if (file.Exists && file.Length > row.ProgressOffset)
                await TakeAsync(row.Id, stop);
        }
    }

    private async Task TakeAsync(string id, CancellationToken stop)
    {
        var job = await db.Set<Job>().FirstAsync(row => row.Id == id, stop);
        try
        {
            await ActivatorUtilities.CreateInstance<JobExchange>(services, db, job).TakeProgressAsync(stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            // It ended meanwhile; whoever ended it took its last lines.
        }

        db.ChangeTracker.Clear();
    }
}
