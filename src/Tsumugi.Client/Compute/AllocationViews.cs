namespace Tsumugi.Client.Compute;

/// <summary>Awards an allocation: the body of <c>POST /api/v1/compute/allocations</c>.</summary>
public sealed record AllocationRequest
{
    /// <summary>Whose it shall be: a project, or else a person.</summary>
    public string? Project { get; init; }

    public string? Person { get; init; }

    /// <summary>Sites where it may be used; none stands for all.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Credits; hours are added to them at the sites' prices.</summary>
    public decimal? Credits { get; init; }

    public decimal? CoreHours { get; init; }

    /// <summary>GPU model → hours of one such GPU.</summary>
    public IReadOnlyDictionary<string, decimal> GpuHours { get; init; } = new Dictionary<string, decimal>();

    /// <summary>UTC; null for at once.</summary>
    public DateTime? From { get; init; }

    /// <summary>UTC; what is left then lapses.</summary>
    public required DateTime Until { get; init; }

    /// <summary>What it is for.</summary>
    public string Note { get; init; } = "";
}

/// <summary>An allocation with what its accounts hold, in credits.</summary>
public sealed record AllocationView
{
    public required string Id { get; init; }

    public required string? Project { get; init; }

    public required string? Person { get; init; }

    /// <summary>Granted by the hub itself, to try things out.</summary>
    public required bool Exploratory { get; init; }

    /// <summary>None stands for all.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    public required DateTime From { get; init; }

    public required DateTime Until { get; init; }

    /// <summary><c>scheduled</c>, <c>active</c>, <c>expired</c> or <c>ended</c>.</summary>
    public required string State { get; init; }

    public required string Note { get; init; }

    /// <summary>What it was given, less what lapsed.</summary>
    public required decimal Awarded { get; init; }

    public required decimal Available { get; init; }

    public required decimal Reserved { get; init; }

    public required decimal Spent { get; init; }

    /// <summary>What its jobs used beyond it, which the programme bears.</summary>
    public required decimal Borne { get; init; }

    /// <summary>Credits used a day in the last four weeks, or since it began.</summary>
    public decimal Pace { get; init; }

    /// <summary>When nothing will be left if it goes on as in the last four weeks; null when it will last.</summary>
    public DateTime? DryAt { get; init; }
}

/// <summary>Gives credits to another allocation: the body of <c>POST /api/v1/compute/allocations/{id}/move</c>.</summary>
/// <param name="To">The allocation that receives them.</param>
public sealed record MoveRequest(string To, decimal Credits, string Reason);

/// <summary>Credits that moved between two accounts of an allocation.</summary>
/// <param name="Job">The job that it was for; null for none.</param>
public sealed record PostingView(long Seq, DateTime At, string Kind, string From, string To, decimal Credits, string? Job);
