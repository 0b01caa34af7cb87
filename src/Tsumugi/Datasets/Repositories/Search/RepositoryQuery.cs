using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories.Search;

public enum RepositoryOrder
{
    /// <summary>With words: those first whose name has them all. Otherwise, and among those, the last changed first.</summary>
    Relevance,
    Updated,
    Created,
    Downloads,
    Name,
}

/// <summary>Which repositories are looked for; everything that is given must hold.</summary>
public sealed record RepositoryQuery
{
    public required string Kind { get; init; }

    /// <summary>Words or parts of words, in names, titles and tags.</summary>
    public string Text { get; init; } = "";

    public string? Institution { get; init; }

    /// <summary>Tags as clients know them, for example <c>license:mit</c>; each must be there.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool? Gated { get; init; }

    public RepositoryOrder Order { get; init; }

    public int Skip { get; init; }

    public required int Take { get; init; }
}

/// <param name="Rows">Those of the page, in order.</param>
/// <param name="Total">How many there are on all pages.</param>
public sealed record FoundRepositories(IReadOnlyList<Repository> Rows, int Total);

/// <summary>Which repositories of one kind somebody sees; the gate's rule for <see cref="Act.Read"/>, ready to be asked many times.</summary>
internal sealed class RepositorySight(Caller caller, string kind)
{
    private readonly HashSet<string> _named = [.. caller.Only?.Repositories(kind) ?? []];

    public bool Sees(RepositoryEntry entry) => caller.SignedIn
        && (entry.Visibility == Visibility.Hub || caller.IsOperator || caller.Memberships.ContainsKey(entry.Institution)
            || (_named.Count > 0 && (_named.Contains($"{entry.Institution}/{entry.Name}") || _named.Contains($"{entry.Institution}/{entry.Slug}"))));
}
