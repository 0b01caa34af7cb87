using Tsumugi.Client.Federation;

namespace Tsumugi.Federating.Site;

/// <summary>Tasks that wait for the operator's word. Each is kept alive at the hub meanwhile; the agent goes on with other work.</summary>
/// <param name="beat">Tells the hub that the site lives, until the source is cancelled; cancels it itself when the hub no longer waits.</param>
internal sealed class AwaitedTasks(Func<SiteTask, CancellationTokenSource, Task> beat)
{
    private readonly Dictionary<string, Awaited> _waiting = new(StringComparer.Ordinal);

    public bool Any => _waiting.Count > 0;

    /// <summary>A task that is handed out anew takes the place of its earlier lease.</summary>
    public async Task HoldAsync(SiteTask task, CancellationToken stop)
    {
        await ReleaseAsync(task.Id);
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _waiting[task.Id] = new(task, source, beat(task, source));
    }

    /// <summary>Those that were decided; those that nobody waits for any more are let go.</summary>
    public async Task<IReadOnlyList<SiteTask>> TakeAsync(Func<string, bool> decided, DateTime now)
    {
        List<Awaited> ready = [.. _waiting.Values.Where(one => decided(one.Task.Training) && !one.Source.IsCancellationRequested && one.Task.Until > now)];
        foreach (var task in _waiting.Values.Where(one => ready.Contains(one) || one.Source.IsCancellationRequested || one.Task.Until <= now).Select(one => one.Task.Id).ToList())
            await ReleaseAsync(task);
        return [.. ready.Select(one => one.Task)];
    }

    public async Task ReleaseAllAsync()
    {
        foreach (var task in _waiting.Keys.ToList())
            await ReleaseAsync(task);
    }

    private async Task ReleaseAsync(string task)
    {
        if (!_waiting.Remove(task, out var one))
            return;
        await one.Source.CancelAsync();
        await one.Beats;
        one.Source.Dispose();
    }

    private sealed record Awaited(SiteTask Task, CancellationTokenSource Source, Task Beats);
}
