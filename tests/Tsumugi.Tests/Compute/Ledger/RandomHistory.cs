using Tsumugi.Compute.Ledger;

namespace Tsumugi.Tests.Compute.Ledger;

/// <summary>What happens to one allocation over time, drawn from a seed: awards, submissions, settlements, corrections, ends, lapses.</summary>
internal sealed class RandomHistory(int seed)
{
    public const string Allocation = "history";

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, (Charge Charge, bool Ended)> _jobs = [];

    public Balance Balance { get; private set; } = new() { AllocationId = Allocation };

    public IReadOnlyDictionary<string, Charge> Charges => _jobs.ToDictionary(job => job.Key, job => job.Value.Charge);

    /// <summary>Every posting that was tried, with whether the account held so much.</summary>
    public IEnumerable<(Posting Posting, bool Held)> Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            foreach (var tried in Step(step))
                yield return tried;
        }
    }

    private List<(Posting Posting, bool Held)> Step(int step) => _random.Next(10) switch
    {
        0 => [Post(PostingKind.Award, LedgerAccount.Programme, LedgerAccount.Available, _random.Next(1, 10_000), null)],
        1 => Balance.Available == 0 ? [] : [Post(PostingKind.Lapse, LedgerAccount.Available, LedgerAccount.Programme, Balance.Available, null)],
        < 5 => [Reserve($"job-{step}")],
        _ => _jobs.Count == 0 ? [] : Settle(),
    };

    private (Posting Posting, bool Held) Reserve(string job)
    {
        var (posting, held) = Post(PostingKind.Reserve, LedgerAccount.Available, LedgerAccount.Reserved, _random.Next(1, 3_000), job);
        if (held)
            _jobs[job] = (new(posting.Amount, 0, 0), false);
        return (posting, held);
    }

    /// <summary>More or less than what was settled before, below or beyond the reserve; a job that ended stays so.</summary>
    private List<(Posting Posting, bool Held)> Settle()
    {
        var job = _jobs.Keys.ElementAt(_random.Next(_jobs.Count));
        var (charge, ended) = _jobs[job];
        ended |= _random.Next(2) == 0;
        var used = _random.Next(4) == 0 ? 0 : _random.NextInt64(0, 5_000);
        var postings = new List<(Posting, bool)>();
        foreach (var movement in charge.Settle(Balance.Available, used, ended))
        {
            charge = charge.After(movement);
            postings.Add(Post(movement.Kind, movement.From, movement.To, movement.Amount, job));
        }

        _jobs[job] = (charge, ended);
        Assert.Equal(used, charge.Spent + charge.Borne);
        Assert.True(!ended || charge.Reserved == 0, "An ended job keeps nothing reserved.");
        Assert.All(postings, posting => Assert.True(posting.Item2, $"{posting.Item1} was refused."));
        return postings;
    }

    private (Posting Posting, bool Held) Post(PostingKind kind, LedgerAccount from, LedgerAccount to, long amount, string? job)
    {
        var posting = new Posting { At = DateTime.UnixEpoch, AllocationId = Allocation, Kind = kind, From = from, To = to, Amount = amount, JobId = job };
        if (Balance.After(posting) is not { } after)
            return (posting, false);
        Balance = after;
        return (posting, true);
    }
}
