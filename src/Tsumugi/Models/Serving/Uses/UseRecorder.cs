using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Models.Serving.Uses;

/// <summary>Brings the journal of uses onto the thread: one record for each person, revision and file, with how many uses it stands for.</summary>
public sealed partial class UseRecorder(UseJournal journal, IServiceScopeFactory scopes, ILogger<UseRecorder> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);

    /// <param name="all">Also what came just now.</param>
    public async Task RecordAsync(bool all, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            foreach (var path in journal.TakeClosed(all))
            {
                await RecordAsync([.. UseJournal.Read(path)], stop);
                File.Delete(path);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RecordAsync(all: true, cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _one.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            do
                await TryAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The hub is stopping.
        }
    }

    // The file stays, and is tried again: a full disk must not end the hub.
    private async Task TryAsync(CancellationToken stop)
    {
        try
        {
            await RecordAsync(all: false, stop);
        }
        catch (Exception error) when (error is IOException or DbException or DbUpdateException or JsonException)
        {
            NotRecorded(log, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Uses of models could not be brought onto the thread; they stay in their file and are tried again.")]
    private static partial void NotRecorded(ILogger log, Exception error);

    private async Task RecordAsync(IReadOnlyList<CountedUse> uses, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        foreach (var group in uses.GroupBy(use => use.Use))
        {
            // A hub that was killed between the thread and the deletion of the file finds the file again.
            var node = NodeRef.Of("use", group.Key);
            var text = node.ToString();
            if (!await db.Set<EventRow>().AsNoTracking().AnyAsync(row => row.Subject == text, stop))
                db.Record(Entry(node, [.. group]));
        }

        await db.SaveChangesAsync(stop);
    }

    private static ThreadEntry Entry(NodeRef node, IReadOnlyList<CountedUse> uses) => new()
    {
        Actor = NodeRef.Parse(uses[0].Person),
        Kind = "model.used",
        Subject = node,
        Facts = new Dictionary<string, object?>
        {
            ["how"] = uses[0].How,
            ["uses"] = uses.Count,
            ["items"] = uses.Sum(use => (long)use.Items),
            ["tokens"] = uses.Sum(use => use.Tokens),
            ["from"] = uses.Min(use => use.At),
            ["to"] = uses.Max(use => use.At),
        },
        Ties =
        [
            new(node, Relations.Used, NodeRef.Parse(uses[0].Model)),
            new(node, Relations.UsedBy, NodeRef.Parse(uses[0].Person)),
        ],
    };
}
