using Tsumugi.Institutions.Tokens;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>Who is asking, as the gate sees them: built once per request from cookie or token.</summary>
public sealed record Caller
{
    /// <summary>Nobody signed in.</summary>
    public static readonly Caller Anonymous = new() { PersonId = null };

    public required string? PersonId { get; init; }

    public string Name { get; init; } = "";

    public bool IsOperator { get; init; }

    /// <summary>False for a token that may only read.</summary>
    public bool MayWrite { get; init; } = true;

    /// <summary>What a fine-grained token is limited to; null for whatever the person may.</summary>
    public TokenLimits? Only { get; init; }

    /// <summary>The project in whose name alone the token that was sent acts; null for a browser, and for a token without one.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Which access token was sent; null for a browser.</summary>
    public string? TokenId { get; init; }

    /// <summary>When the token that was sent expires; null for a browser.</summary>
    public DateTime? TokenExpiresAt { get; init; }

    public IReadOnlyDictionary<string, InstitutionRole> Memberships { get; init; } = new Dictionary<string, InstitutionRole>();

    public bool SignedIn => PersonId is not null;

    /// <exception cref="InvalidOperationException">When nobody is signed in: the gate must have been asked first.</exception>
    public NodeRef Node => NodeRef.Of("person", PersonId ?? throw new InvalidOperationException("Nobody is signed in."));
}

/// <summary>Finds out who is asking in the current request or circuit.</summary>
public interface ICallers
{
    /// <exception cref="InvalidOperationException">Outside requests and circuits, where nobody asks.</exception>
    Task<Caller> CurrentAsync(CancellationToken stop);
}
