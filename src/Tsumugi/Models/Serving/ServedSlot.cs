using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Models.Serving;

/// <summary>The place of one revision's worker: at most one that takes requests, started once however many ask.</summary>
internal sealed class ServedSlot(Revision revision, Func<CancellationToken, Task<Outcome<ServedModel>>> start)
{
    /// <summary>A start that failed is not tried again by everybody who asks.</summary>
    private static readonly TimeSpan FailureLife = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private ServedModel? _served;
    private Task<Outcome<ServedModel>>? _starting;
    private (Refusal Refusal, DateTime At)? _failure;

    public bool Running => _served is { Alive: true };

    public bool Starting => _starting is not null;

    public bool Busy => _served is { Busy: true };

    public DateTime LastUsed => _served?.LastUsed ?? default;

    public int? ProcessId => _served is { Alive: true } served ? served.ProcessId : null;

    /// <summary>Starts a worker and waits for nothing.</summary>
    public void Begin() => _ = StartingAsync();

    public async Task<Outcome<ServedModel>> ServedAsync(CancellationToken stop) =>
        _served is { Alive: true } served ? served : await StartingAsync().WaitAsync(stop);

    /// <summary>Takes no more requests to a worker that failed one.</summary>
    public void Discard(ServedModel served)
    {
        lock (_lock)
        {
            if (_served == served)
                _served = null;
        }

        _ = served.RetireAsync();
    }

    public void Retire()
    {
        if (_served is { } served)
            Discard(served);
    }

    public void EndIdle(TimeSpan mostIdle)
    {
        if (_served is { } served && (!served.Alive || (!served.Busy && DateTime.UtcNow - served.LastUsed > mostIdle)))
            Discard(served);
    }

    public async Task EndAsync()
    {
        if (_starting is { } starting)
            await starting;
        if (_served is { } served)
            await served.RetireAsync();
    }

    private Task<Outcome<ServedModel>> StartingAsync()
    {
        lock (_lock)
        {
            if (_failure is { } failure && DateTime.UtcNow - failure.At < FailureLife)
                return Task.FromResult<Outcome<ServedModel>>(failure.Refusal);
            return _starting ??= StartAsync();
        }
    }

    // Nobody's own request: who asked first may leave, and the others still wait for it.
    private async Task<Outcome<ServedModel>> StartAsync()
    {
        await Task.Yield();
        try
        {
            return Take(await start(CancellationToken.None));
        }
        catch (NotServableException error)
        {
            return Take(NotServable(error.Message));
        }
        catch (IOException error)
        {
            return Take(NotStarted(error.Message));
        }
        finally
        {
            lock (_lock)
                _starting = null;
        }
    }

    private Outcome<ServedModel> Take(Outcome<ServedModel> started)
    {
        lock (_lock)
        {
            _ = _served?.RetireAsync();
            _served = started.Refused ? null : started.Value;
            _failure = started.Refused && started.Refusal!.RetryAfter is null ? (started.Refusal!, DateTime.UtcNow) : null;
        }

        return started;
    }

    private Refusal NotServable(string said) => Refusal.Invalid(
        "not-servable",
        new($"{revision.Node} は推論に使えません：{said}", $"{revision.Node} cannot be served: {said}"),
        new("レシピ pretrain か align で作ったモデルを使ってください。", "Use a model made by the recipes pretrain or align."));

    private Refusal NotStarted(string said) => new(
        "not-started", 503,
        new($"{revision.Node} のワーカーを起動できません：{said}", $"No worker for {revision.Node} came up: {said}"),
        new("少し待って、もう一度試してください。続く場合は運用担当者に知らせてください。", "Wait a little and try again; tell an operator if it goes on."));
}
