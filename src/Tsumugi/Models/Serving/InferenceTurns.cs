using System.Threading.RateLimiting;
using Tsumugi.Hub;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Serving;

/// <summary>How many requests one person may have under way.</summary>
public sealed class InferenceTurns(HubOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _turns = PartitionedRateLimiter.Create<string, string>(person =>
        RateLimitPartition.GetConcurrencyLimiter(person, _ => new() { PermitLimit = options.Inference.PerPerson, QueueLimit = 0 }));

    /// <returns>A turn, to be disposed when the answer is there.</returns>
    public Outcome<RateLimitLease> Take(Caller caller)
    {
        var turn = _turns.AttemptAcquire(caller.PersonId!);
        if (turn.IsAcquired)
            return turn;
        turn.Dispose();
        return new Refusal(
            "too-many-requests", 429,
            new($"同時に処理できる要求は 1 人 {options.Inference.PerPerson} 件までです。", $"One person may have {options.Inference.PerPerson} requests under way at a time."),
            new("先の要求の答えを待ってから送るか、1 件にまとめて送ってください。", "Wait for the answers to those before, or send more items in one request."))
        { RetryAfter = 1 };
    }

    public void Dispose() => _turns.Dispose();
}
