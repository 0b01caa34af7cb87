namespace Tsumugi.Client.Datasets;

/// <summary>Asks for a DOI: the body of <c>POST /api/v1/datasets/{institution}/{name}/dois</c>.</summary>
public sealed record DoiRequest
{
    /// <summary>The start of a revision's hash; null for the newest.</summary>
    public string? Revision { get; init; }

    /// <summary>A DOI of the repository as a whole, whichever revision is newest.</summary>
    public bool Whole { get; init; }

    /// <summary>Only reserved; asking again without it publishes.</summary>
    public bool Draft { get; init; }
}

/// <param name="Reason">Shown to whoever follows the DOI.</param>
public sealed record WithdrawRequest(string Reason);

/// <summary>A DOI and how far the agency knows of it.</summary>
public sealed record DoiView
{
    public required string Doi { get; init; }

    /// <summary><c>https://doi.org/…</c>: what is cited.</summary>
    public required string Address { get; init; }

    /// <summary>The page that it leads to.</summary>
    public required string Landing { get; init; }

    /// <summary><c>draft</c>, <c>findable</c> or <c>registered</c> (withdrawn).</summary>
    public required string State { get; init; }

    public required string Agency { get; init; }

    /// <summary>The node that it names, as the thread writes it.</summary>
    public required string Node { get; init; }

    public required DateTime MintedAt { get; init; }

    /// <summary><c>sent</c>, <c>waiting</c> or <c>refused</c>: whether the agency knows the newest.</summary>
    public required string Deposit { get; init; }

    public required DateTime? SentAt { get; init; }

    /// <summary>When it is tried next; null unless it waits.</summary>
    public DateTime? NextAt { get; init; }

    public int Attempts { get; init; }

    /// <summary>What the agency said last when it did not take it.</summary>
    public string? Error { get; init; }
}

/// <summary>What anybody may know of a DOI: the answer of <c>GET /api/v1/dois/{prefix}/{suffix}</c>.</summary>
/// <param name="Citation">As a text.</param>
/// <param name="Withdrawn">Null while what it names is to be had.</param>
public sealed record PublicDoiView(string Doi, string Address, string Landing, string State, string Title, string Citation, WithdrawnView? Withdrawn);

public sealed record WithdrawnView(string Person, DateTime At, string Reason, bool Deleted);
