using System.Collections.Concurrent;

namespace Tsumugi.Federation.Rounds;

/// <summary>Wakes those who wait: sites for work, the keeper of rounds for news. Carries nothing: the records do.</summary>
public sealed class RoundSignals
{
    private const string Keeper = "";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Something came; the keeper looks.</summary>
    public void News() => Wake(Keeper);

    /// <summary>There may be work for a site.</summary>
    public void Work(string site) => Wake(site);

    public Task NewsAsync(TimeSpan most, CancellationToken stop) => WaitAsync(Signal(Keeper), most, stop);

    /// <summary>What is awaited by <see cref="WaitAsync"/>; taken before looking, so that nothing between is missed.</summary>
    public Task WorkFor(string site) => Signal(site);

    /// <summary>Returns when it came, or after the given time, so that a lost signal only costs time.</summary>
    public static Task WaitAsync(Task signal, TimeSpan most, CancellationToken stop) => Task.WhenAny(signal, Task.Delay(most, stop));

    private Task Signal(string whom) => _waiting.GetOrAdd(whom, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Wake(string whom)
    {
        if (_waiting.TryRemove(whom, out var waiting))
            waiting.TrySetResult();
    }
}
