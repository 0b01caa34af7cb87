using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tsumugi.Client.Inference;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Models.Serving;

/// <summary>Serves model revisions on demand, one worker process for each: a crash restarts it, idleness ends it, a name that moves takes its requests along.</summary>
public sealed class ModelServers(HubOptions options, ContentStore content, IServiceScopeFactory scopes) : BackgroundService
{
    private readonly ConcurrentDictionary<string, ServedSlot> _slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>Asks a worker; one that dies under the request is replaced, and the request gets one more try.</summary>
    /// <param name="lane">Whose request it is.</param>
    public Task<Outcome<WorkerAnswer>> InferAsync(Revision revision, InferBody body, string lane, CancellationToken stop) =>
        WithAsync(revision, served => served.InferAsync(body, lane, stop), stop);

    /// <summary>What the revision takes and gives.</summary>
    public Task<Outcome<ModelMetadata>> MetadataAsync(Revision revision, CancellationToken stop) =>
        WithAsync(revision, served => served.MetadataAsync(stop), stop);

    /// <summary>Which revision answers for a name that may move: while a new one starts, the one before goes on.</summary>
    /// <param name="name">The name, within all models.</param>
    /// <param name="wanted">What the name stood for when it was looked up.</param>
    /// <param name="asOf">Taken from <see cref="Stopwatch.GetTimestamp"/> before it was looked up.</param>
    public Revision Answering(string name, Revision wanted, long asOf)
    {
        var line = _lines.GetOrAdd(name, _ => new(wanted, asOf));

        // A name that was looked up before it moved must not move it back.
        if (line.Revision.Hash == wanted.Hash || asOf < line.Since)
            return line.Revision;
        if (SlotOf(line.Revision).Running && !SlotOf(wanted).Running)
        {
            SlotOf(wanted).Begin();
            return line.Revision;
        }

        // Only who moves the name ends the worker it leaves, and only when no other name leads there.
        if (_lines.TryUpdate(name, new(wanted, Stopwatch.GetTimestamp()), line) && !_lines.Values.Any(other => other.Revision.Node == line.Revision.Node))
            SlotOf(line.Revision).Retire();
        return wanted;
    }

    /// <summary>Whether a worker is up; if not, one is started for the next who asks.</summary>
    public bool IsReady(Revision revision)
    {
        var slot = SlotOf(revision);
        if (!slot.Running)
            slot.Begin();
        return slot.Running;
    }

    /// <summary>The processes that serve now.</summary>
    public IReadOnlyList<(string Node, int ProcessId)> Running =>
        [.. _slots.Select(slot => (slot.Key, slot.Value.ProcessId)).Where(slot => slot.ProcessId is not null).Select(slot => (slot.Key, slot.ProcessId!.Value))];

    /// <summary>Revisions that are served, or being made ready.</summary>
    public IReadOnlyList<string> Served => [.. _slots.Where(slot => slot.Value.Running || slot.Value.Starting).Select(slot => slot.Key)];

    /// <summary>Ends the processes of some revisions, also of those that are only starting.</summary>
    public void End(IReadOnlySet<string> nodes)
    {
        foreach (var slot in _slots.Where(slot => nodes.Contains(slot.Key)))
            _ = slot.Value.EndAsync();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_slots.Values.Select(slot => slot.EndAsync())).WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var slot in _slots.Values)
                    slot.EndIdle(TimeSpan.FromMinutes(options.Inference.IdleMinutes));
            }
        }
        catch (OperationCanceledException)
        {
            // The hub is stopping.
        }
    }

    private async Task<Outcome<T>> WithAsync<T>(Revision revision, Func<ServedModel, Task<T>> ask, CancellationToken stop)
    {
        for (var died = 0; ;)
        {
            var found = await SlotOf(revision).ServedAsync(stop);
            if (found.Refused)
                return found.Refusal!;
            var served = found.Value;
            if (!served.TryEnter())
                continue;
            try
            {
                return await ask(served);
            }
            catch (HttpRequestException)
            {
                SlotOf(revision).Discard(served);
                if (++died == 2)
                    return Died(revision);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return TooSlow(revision);
            }
            finally
            {
                served.Leave();
            }
        }
    }

    private ServedSlot SlotOf(Revision revision) =>
        _slots.GetOrAdd(revision.Node.ToString(), _ => new(revision, stop => StartAsync(revision, stop)));

    private async Task<Outcome<ServedModel>> StartAsync(Revision revision, CancellationToken stop)
    {
        if (!MakeRoom())
            return AllBusy;
        await using var scope = scopes.CreateAsyncScope();
        var files = await RevisionFiles.CheckOutAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), content, revision, stop);
        return await ServedModel.StartAsync(options, revision, files, stop);
    }

    /// <summary>The worker that was idle longest gives way to a new one.</summary>
    private bool MakeRoom()
    {
        var running = _slots.Values.Where(slot => slot.Running).ToList();
        if (running.Count + _slots.Values.Count(slot => slot.Starting && !slot.Running) <= options.Inference.Models)
            return true;
        var idle = running.Where(slot => !slot.Busy).OrderBy(slot => slot.LastUsed).FirstOrDefault();
        idle?.Retire();
        return idle is not null;
    }

    /// <param name="Since">When the name came to lead here.</param>
    private sealed record Line(Revision Revision, long Since);

    private static Refusal Died(Revision revision) => new(
        "model-crashed", 503,
        new($"{revision.Node} のワーカーが、この要求の処理中に 2 回停止しました。", $"The worker of {revision.Node} died twice under this request."),
        new("入力を減らして、もう一度試してください。続く場合は運用担当者に知らせてください。", "Send less at a time and try again; tell an operator if it goes on."));

    private static Refusal TooSlow(Revision revision) => new(
        "model-too-slow", 504,
        new($"{revision.Node} から時間内に答えがありませんでした。", $"{revision.Node} did not answer in time."),
        new("入力を減らしてください。", "Send less at a time."));

    private static Refusal AllBusy { get; } = new(
        "all-busy", 503,
        new("推論に使えるワーカーがすべて使用中です。", "Every worker that may serve is busy."),
        new("少し待って、もう一度試してください。", "Wait a little and try again."))
    { RetryAfter = 5 };
}
