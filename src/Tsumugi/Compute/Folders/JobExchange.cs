using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute.Failures;
using Tsumugi.Compute.Sites;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Folders;

/// <summary>What hub and worker say to each other about one job, through its folder: the same at every site.</summary>
public sealed class JobExchange(HubDb db, Job job, HubOptions options, ContentStore content, IEnumerable<IJobKind> kinds, JobSignals signals)
{
    public JobFolder Folder { get; } = new(options, job.Id);

    /// <summary>Writes the order; inputs are files of the content store that are only read.</summary>
    /// <param name="seen">From a path of the hub to the one at which the worker sees it.</param>
    public async Task WriteOrderAsync(Func<string, string> seen, CancellationToken stop)
    {
        var inputs = new List<JobInput>();
        foreach (var (name, text) in job.Inputs)
        {
            var node = NodeRef.Parse(text);
            var files = await RevisionFiles.CheckOutAsync(db, content, await FindRevision.OfNodeAsync(db, node, stop), stop);
            inputs.Add(new() { Name = name, Node = text, Files = files.ToDictionary(file => file.Key, file => seen(file.Value)) });
        }

        var site = await db.Set<Site>().AsNoTracking().FirstAsync(row => row.Id == job.SiteId, stop);
        await Folder.WriteOrderAsync(
            new()
            {
                Id = job.Id,
                Kind = job.Kind,
                Seed = job.Seed,
                Threads = job.Threads,
                Recipe = JsonSerializer.Deserialize<JsonElement>(job.Recipe),
                Inputs = inputs,
                Sandbox = site.AllowsCommands ? new() { Network = site.Policies.Network, Images = site.Policies.Images, MemoryMiB = job.Resources.MemoryMiB } : null,
            },
            stop);
    }

    /// <summary>New lines go into the records together with the offset behind them, so that none is taken twice.</summary>
    public async Task TakeProgressAsync(CancellationToken stop)
    {
        var (lines, offset) = ProgressTail.Read(Folder.Progress, job.ProgressOffset);
        if (offset == job.ProgressOffset)
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        foreach (var line in lines)
        {
            if (line is { Kind: ProgressKind.Metric, Name: { } name, Step: { } step, Value: { } value })
            {
                // A resumed worker tells the steps since its checkpoint again.
                await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO job_metric (JobId, Name, Step, Value) VALUES ({job.Id}, {name}, {step}, {value}) ON CONFLICT (JobId, Name, Step) DO UPDATE SET Value = excluded.Value",
                    stop);
            }
            else if (line.Kind == ProgressKind.Progress)
            {
                (job.Phase, job.Step, job.Total) = (line.Phase, line.Step ?? 0, line.Total ?? 0);
            }
        }

        job.ProgressOffset = offset;
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        signals.Changed(job.Id);
    }

    /// <summary>Takes over what the worker made, together with the job's success.</summary>
    public async Task FinishAsync(JobResult result, CancellationToken stop)
    {
        await JobChanges.FinishingAsync(db, job, stop);
        signals.Changed(job.Id);
        using var held = content.Hold();
        var outputs = await Kind.StageOutputsAsync(db, job, result, Folder.Output, stop);
        await JobChanges.SucceedAsync(db, job, outputs, DateTime.UtcNow, stop);
        Folder.Tidy();
    }

    /// <summary>Success with its outputs, another attempt after a rest, or the job's failure.</summary>
    public async Task EndAsync(Ending ending, CancellationToken stop)
    {
        if (ending is { Failure: null, Paused: false })
        {
            if (await Folder.ReadResultAsync(stop) is { } result)
            {
                await FinishAsync(result, stop);
                return;
            }

            ending = new(Client.Compute.FailureKind.Site, new("ワーカーは終わりましたが、結果がありません。", "The worker was done, but its result is not there."));
        }

        if (ending.NextAfter(job.Attempt) is { } pause)
        {
            await JobChanges.QueueAgainAsync(db, job, ending.Failure, ending.Paused ? ending.Reason : Again(ending.Reason), DateTime.UtcNow + pause, stop);
            signals.Queued(job.SiteId);
        }
        else
        {
            await JobChanges.FailAsync(db, job, ending.Failure!.Value, ending.Reason, DateTime.UtcNow, stop);
            LetGo();
        }
    }

    /// <summary>Of a job that has ended without success nothing is kept that no later attempt could go on from.</summary>
    public void LetGo()
    {
        if (!Kind.Resumes)
            Folder.Tidy();
    }

    private IJobKind Kind => kinds.First(candidate => candidate.Name == job.Kind);

    private Words Again(Words reason) => Kind.Resumes
        ? new($"{reason.Ja} 最後のチェックポイントから再開します。", $"{reason.En} It goes on from its last checkpoint.")
        : new($"{reason.Ja} もう一度始めます。", $"{reason.En} It is started again.");
}
