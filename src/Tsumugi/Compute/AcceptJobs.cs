using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Compute;

/// <summary>Puts submissions into the records: those that arrive together in one transaction, one after the other.</summary>
/// <remarks>
/// SQLite has one writer at a time, and others would wait for its lock by trying again and again. Here whoever comes first
/// writes for all who wait, so that a thousand a second need a few dozen transactions.
/// </remarks>
public sealed class AcceptJobs(IServiceScopeFactory scopes) : IDisposable
{
    private const int Batch = 128;

    private readonly ConcurrentQueue<Submission> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1);

    /// <param name="stage">Decides inside the transaction, when all before it have been decided, and adds what shall be saved; one that refuses adds nothing.</param>
    public async Task<Outcome<Job>> RunAsync(Func<HubDb, CancellationToken, Task<Outcome<Job>>> stage, CancellationToken stop)
    {
        var own = new Submission(stage);
        _waiting.Enqueue(own);
        await _writing.WaitAsync(stop);
        try
        {
            if (!own.Answer.Task.IsCompleted)
                await WriteAsync();
        }
        finally
        {
            _writing.Release();
        }

        return await own.Answer.Task;
    }

    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync()
    {
        var batch = new List<Submission>();
        while (batch.Count < Batch && _waiting.TryDequeue(out var next))
            batch.Add(next);
        try
        {
            await SaveAsync(batch);
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One of them cannot be saved: alone each gets its own answer.
            foreach (var submission in batch)
                await SaveAloneAsync(submission);
        }
        catch (Exception error)
        {
            batch[0].Answer.SetException(error);
        }
    }

    private async Task SaveAloneAsync(Submission submission)
    {
        try
        {
            await SaveAsync([submission]);
        }
        catch (Exception error)
        {
            submission.Answer.SetException(error);
        }
    }

    // Others wait for this transaction, too: it is not given up because one of them went away.
    private async Task SaveAsync(List<Submission> batch)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var answers = new List<Outcome<Job>>();
        foreach (var submission in batch)
            answers.Add(await submission.Stage(db, CancellationToken.None));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        for (var i = 0; i < batch.Count; i++)
            batch[i].Answer.SetResult(answers[i]);
    }

    private sealed class Submission(Func<HubDb, CancellationToken, Task<Outcome<Job>>> stage)
    {
        public Func<HubDb, CancellationToken, Task<Outcome<Job>>> Stage => stage;

        public TaskCompletionSource<Outcome<Job>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
