namespace Tsumugi.Client.Institutions;

public sealed record TokenView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The secret's first characters.</summary>
    public required string Beginning { get; init; }

    /// <summary><c>read</c> or <c>write</c>.</summary>
    public required string Scope { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public required DateTime? LastUsedAt { get; init; }

    public required DateTime? RevokedAt { get; init; }
}

public sealed record NewToken
{
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary><c>read</c> or <c>write</c>.</summary>
    public string Scope { get; init; } = "read";

    /// <summary>Days until it expires.</summary>
    public int Days { get; init; } = 90;
}

/// <param name="Secret">The token itself; shown this once.</param>
public sealed record TokenMade(TokenView Token, string Secret);
