using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Compute.Folders;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute.Slurm;

/// <summary>Takes over what a job left that Slurm has done with, or decides what becomes of it.</summary>
internal sealed class EndJob(HubDb db, IServiceProvider services, JobSignals signals)
{
    /// <summary>Slurm's own words may stand a little before the end.</summary>
    private const int LinesRead = 20;

    public async Task RunAsync(EndedJob ended, CancellationToken stop)
    {
        var job = await db.Set<Job>().FirstAsync(row => row.Id == ended.JobId, stop);
        if (job.Ended || job.HandedAt is null || job.Attempt != ended.Attempt)
            return;
        job.StartedAt ??= DateTime.UtcNow;
        job.Nodes = ended.Nodes is { Length: > 0 } nodes ? nodes : job.Nodes;
        var exchange = ActivatorUtilities.CreateInstance<JobExchange>(services, db, job);
        try
        {
            await exchange.TakeProgressAsync(stop);
            await exchange.EndAsync(SlurmState.EndingOf(ended.State, ended.ExitCode, exchange.Folder.LastMessages(LinesRead)), stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Cancelled meanwhile, which is as good an end.
        }

        signals.Changed(job.Id);
    }
}
