using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Jobs;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Local;

/// <summary>One start of one job: order, worker, progress, outputs.</summary>
public sealed partial class LocalRun(
    HubDb db, Job job, HubOptions options, ContentStore content, IEnumerable<IJobKind> kinds, JobSignals signals, ILogger<LocalRun> log)
{
    /// <summary>A worker that dies without a word (killed, out of memory) is started again this often in all.</summary>
    private const int MostAttempts = 5;

    /// <summary>The worker's code for: asked to stop, or out of the recipe's time; its state is kept, and each start brings it further.</summary>
    private const int Stopped = 4;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly JobFolder _folder = new(options, job.Id);

    public async Task RunAsync(Action<WorkerProcess> started, CancellationToken stop)
    {
        // A hub that was killed between the worker's last word and its own finds the result here.
        if (await _folder.ReadResultAsync(stop) is { } alreadyDone)
        {
            await FinishAsync(alreadyDone, stop);
            return;
        }

        if (await StartAsync(stop) is not { } worker)
            return;
        using (worker)
        {
            started(worker);
            await JobChanges.RunningAsync(db, job, worker.Id, stop);
            try
            {
                await FollowAsync(worker, stop);
            }
            finally
            {
                // The hub is stopping, or the job was cancelled: the last checkpoint stays in the folder.
                if (!worker.HasExited)
                    worker.Kill();
            }

            await EndAsync(await worker.WaitAsync(stop), stop);
        }
    }

    private async Task<WorkerProcess?> StartAsync(CancellationToken stop)
    {
        try
        {
            await _folder.WriteOrderAsync(await OrderAsync(stop), stop);
            return WorkerProcess.Start(options.WorkerPath, ["run", _folder.Path], _folder.Messages);
        }
        catch (IOException error)
        {
            await JobChanges.FailAsync(db, job, new($"ジョブを始められません：{error.Message}", $"The job cannot be started: {error.Message}"), DateTime.UtcNow, stop);
            return null;
        }
    }

    private async Task<JobOrder> OrderAsync(CancellationToken stop)
    {
        var inputs = new List<JobInput>();
        foreach (var (name, text) in job.Inputs)
        {
            var node = NodeRef.Parse(text);
            var repository = await FindRepository.OfNode(db, node).AsNoTracking().FirstAsync(stop);
            var revision = await db.Of<Revision>(repository).AsNoTracking().FirstAsync(row => row.Hash == node.Revision, stop);
            inputs.Add(new()
            {
                Name = name,
                Node = text,
                Files = await RevisionFiles.CheckOutAsync(db, content, revision, stop),
            });
        }

        return new()
        {
            Id = job.Id,
            Kind = job.Kind,
            Seed = job.Seed,
            Threads = job.Threads,
            Recipe = JsonSerializer.Deserialize<JsonElement>(job.Recipe),
            Inputs = inputs,
        };
    }

    private async Task FollowAsync(WorkerProcess worker, CancellationToken stop)
    {
        var ended = worker.WaitAsync(stop);
        while (await Task.WhenAny(ended, Task.Delay(Look, stop)) != ended)
        {
            stop.ThrowIfCancellationRequested();
            await TakeProgressAsync(stop);
        }

        await ended;
        await TakeProgressAsync(stop);
    }

    /// <summary>New lines go into the records together with the offset behind them, so that none is taken twice.</summary>
    private async Task TakeProgressAsync(CancellationToken stop)
    {
        var (lines, offset) = ProgressTail.Read(_folder.Progress, job.ProgressOffset);
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

    private async Task EndAsync(int exitCode, CancellationToken stop)
    {
        await db.Entry(job).ReloadAsync(stop);
        if (job.Ended)
            return;
        if (exitCode == 0 && await _folder.ReadResultAsync(stop) is { } result)
        {
            await FinishAsync(result, stop);
        }
        else if (exitCode == Stopped)
        {
            await JobChanges.QueueAgainAsync(
                db, job, new("時間の上限に達したか、停止を求められたため、続きから再開します。", "Its time was over, or it was asked to stop; it goes on from its checkpoint."), stop);
            signals.Queued();
        }
        else if (exitCode != 1 && job.Attempt < MostAttempts)
        {
            LogWorkerLost(job.Id, exitCode);
            await JobChanges.QueueAgainAsync(
                db, job, new("ワーカーが途中で終了したため、続きから再開します。", "The worker ended early; it goes on from its last checkpoint."), stop);
            signals.Queued();
        }
        else
        {
            var said = LastMessage();
            await JobChanges.FailAsync(
                db, job, new($"ワーカーが終了しました（コード {exitCode}）：{said}", $"The worker ended with code {exitCode}: {said}"), DateTime.UtcNow, stop);
        }
    }

    private async Task FinishAsync(JobResult result, CancellationToken stop)
    {
        job.State = JobState.Finishing;
        await db.SaveChangesAsync(stop);
        signals.Changed(job.Id);
        var kind = kinds.First(candidate => candidate.Name == job.Kind);
        using var held = content.Hold();
        var outputs = await kind.StageOutputsAsync(db, job, result, _folder.Output, stop);
        await JobChanges.SucceedAsync(db, job, outputs, DateTime.UtcNow, stop);
        _folder.Tidy();
    }

    private string LastMessage() =>
        File.Exists(_folder.Messages) ? File.ReadLines(_folder.Messages).LastOrDefault(line => line.Length > 0) ?? "" : "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The worker of job {Job} ended with code {ExitCode} before it was done; the job is queued again")]
    private partial void LogWorkerLost(string job, int exitCode);
}
