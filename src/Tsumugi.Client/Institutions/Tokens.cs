namespace Tsumugi.Client.Institutions;

public sealed record TokenView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The secret's first characters.</summary>
    public required string Beginning { get; init; }

    /// <summary><c>read</c>, <c>write</c> or <c>fine-grained</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>What a fine-grained token may read: <c>lab</c>, <c>dataset:lab/name</c>, <c>model:lab/name</c>.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>What a fine-grained token may read and change.</summary>
    public IReadOnlyList<string> Writes { get; init; } = [];

    /// <summary>The project in whose name alone it acts, or null.</summary>
    public string? Project { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public required DateTime? LastUsedAt { get; init; }

    public required DateTime? RevokedAt { get; init; }
}

public sealed record NewToken
{
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary><c>read</c>, <c>write</c> or <c>fine-grained</c>.</summary>
    public string Scope { get; init; } = "read";

    /// <summary>What a fine-grained token may read: <c>lab</c>, <c>dataset:lab/name</c>, <c>model:lab/name</c>. Without meaning for the other scopes.</summary>
    public IReadOnlyList<string> Reads { get; init => field = value ?? []; } = [];

    /// <summary>What a fine-grained token may read and change.</summary>
    public IReadOnlyList<string> Writes { get; init => field = value ?? []; } = [];

    /// <summary>The project in whose name alone it acts; null for any that you belong to.</summary>
    public string? Project { get; init; }

    /// <summary>Days until it expires.</summary>
    public int Days { get; init; } = 90;
}

/// <param name="Secret">The token itself; shown this once.</param>
public sealed record TokenMade(TokenView Token, string Secret);
