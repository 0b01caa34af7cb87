namespace Tsumugi.Worker.Serving.Batching;

/// <summary>More waits than may wait.</summary>
/// <param name="retryAfter">How long the queue takes to empty at the rate that was measured, in whole seconds.</param>
internal sealed class QueueFullException(int retryAfter) : Exception($"The model is busy; try again in {retryAfter} s.")
{
    public int RetryAfter => retryAfter;
}
