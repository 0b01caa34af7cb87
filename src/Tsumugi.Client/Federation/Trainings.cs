namespace Tsumugi.Client.Federation;

/// <summary>Begins a federated training: the body of <c>POST /api/v1/federation/trainings</c>.</summary>
public sealed record TrainingRequest
{
    public required string Institution { get; init; }

    /// <summary>In whose name; null for none, or for that of the token.</summary>
    public string? Project { get; init; }

    /// <summary>A recipe of the kind <c>continue</c>, without replay.</summary>
    public required string Recipe { get; init; }

    /// <summary><c>model:institution/name</c>, with or without a revision: what the first round begins from.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the model repository that receives the result.</summary>
    public required string Output { get; init; }

    /// <summary>Site → name of its dataset.</summary>
    public required IReadOnlyDictionary<string, string> Sites { get; init; }

    public RoundMethodSettings Method { get; init; } = new();

    public int Rounds { get; init; } = 3;

    /// <summary>Share of the sites that each round takes.</summary>
    public double Fraction { get; init; } = 1;

    public long Seed { get; init; }

    /// <summary>A round with fewer updates ends the training.</summary>
    public int MinimumSites { get; init; } = 2;

    /// <summary>How long a step of a round waits for the sites.</summary>
    public int DeadlineSeconds { get; init; } = 3600;

    /// <summary>Noise in every site's training; null for none.</summary>
    public NoiseSettings? Privacy { get; init; }

    /// <summary>Updates are summed under masks: the hub sees the sum alone.</summary>
    public bool Masked { get; init; }
}

/// <summary>A federated training with its rounds.</summary>
public sealed record TrainingView
{
    public required string Id { get; init; }

    public required string Institution { get; init; }

    public required string Person { get; init; }

    public required TrainingRequest Request { get; init; }

    /// <summary><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    /// <summary>The revision that came of it.</summary>
    public string? Result { get; init; }

    public required IReadOnlyList<RoundView> Rounds { get; init; }

    /// <summary>Site → its share of what was given (examples × rounds), once the training has ended well.</summary>
    public IReadOnlyDictionary<string, double> Credit { get; init; } = new Dictionary<string, double>();
}

/// <param name="Loss">Of the round's model at the sites before they trained, by examples; null under noise.</param>
/// <param name="OverheadSeconds">Of the round, beyond the longest training at a site; null while it runs.</param>
public sealed record RoundView(int Number, string Phase, DateTime OpenedAt, DateTime? ClosedAt, double? Loss, double? OverheadSeconds, IReadOnlyList<PartView> Sites);

/// <summary>One site's part of a round.</summary>
/// <param name="State"><c>waiting</c>, <c>leased</c>, <c>done</c>, <c>refused</c>, <c>rejected</c> or <c>lost</c>.</param>
/// <param name="Norm">Of its update; null where it is masked.</param>
/// <param name="Kept">Whether it went into the model.</param>
/// <param name="Reason">Why it was refused or rejected.</param>
public sealed record PartView(string Site, string State, string Phase, long Step, long Total, long Examples, double? FirstLoss, double? LastLoss, double? Norm, bool Kept, string? Reason);
