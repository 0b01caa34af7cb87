using Tsumugi.Formats.Xet;

namespace Tsumugi.Hub.Content.Upkeep;

/// <summary>Keeps a xorb's file and its row together: one hand at a time brings both in, or takes both away.</summary>
public sealed class XorbLocks : IDisposable
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    public async Task<IDisposable> HoldAsync(XetHash xorb, CancellationToken stop)
    {
        var held = _locks[xorb.A % (ulong)_locks.Length];
        await held.WaitAsync(stop);
        return new Hold(held);
    }

    public void Dispose() => Array.ForEach(_locks, held => held.Dispose());

    private sealed class Hold(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
