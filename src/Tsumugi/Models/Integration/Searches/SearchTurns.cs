namespace Tsumugi.Models.Integration.Searches;

/// <summary>Whoever takes a search on or stops it does so alone: no job is submitted for one that is being stopped.</summary>
public sealed class SearchTurns : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<T> TakeAsync<T>(Func<Task<T>> work, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
