using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Catalogue.Store;

/// <summary>A record as it is kept: all its values in the catalogue's own words.</summary>
public sealed record CatalogueEntry
{
    /// <summary>As the thread writes it, without a revision.</summary>
    public required string Node { get; init; }

    public required Words Title { get; init; }

    /// <summary>The beginning of what is said of it.</summary>
    public required string Excerpt { get; init; }

    public required IReadOnlyList<string> Texts { get; init; }

    public required DateTime At { get; init; }

    /// <summary>Those that are shown and counted.</summary>
    public required IReadOnlyList<Facet> Facets { get; init; }

    /// <summary>Those that it is found by besides: scopes, and what its facets are kinds of.</summary>
    public required IReadOnlyList<Facet> Hidden { get; init; }
}

/// <summary>One way in which a part of a question may be met.</summary>
/// <param name="Phrases">All of them, each of tokens that follow one another in title or text; empty for a facet.</param>
/// <param name="Facet">That the record has.</param>
public sealed record Alternative(IReadOnlyList<Phrase> Phrases, Facet? Facet = null)
{
    public Alternative(Facet facet) : this([], facet)
    {
    }
}

/// <param name="Tokens">As <see cref="CatalogueText.Asked"/> gives them, at least one.</param>
/// <param name="Begins">The last token need only begin so.</param>
public readonly record struct Phrase(IReadOnlyList<string> Tokens, bool Begins = false)
{
    public static Phrase Of(string text) => new(CatalogueText.Asked(text));

    /// <summary>One Japanese letter and nothing else: it is found wherever it stands in a word.</summary>
    public char? Letter => Tokens is [[var only]] ? CatalogueText.Letter(only.ToString()) : null;
}

/// <summary>What is asked of the store; of each list of lists all must be met, each by one of its members.</summary>
public sealed record CatalogueQuestion
{
    /// <summary>The whole text as it was typed; what is called exactly so comes first.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<IReadOnlyList<Alternative>> Words { get; init; } = [];

    public IReadOnlyList<IReadOnlyList<Facet>> Filters { get; init; } = [];

    public int Skip { get; init; }

    public int Take { get; init; } = 20;
}

/// <param name="Total">How many were found and counted.</param>
/// <param name="AtLeast">There are more than were looked at (<see cref="CatalogueStore.MostCounted"/>): total and counts are lower bounds.</param>
public sealed record CatalogueAnswer(IReadOnlyList<CatalogueHit> Hits, int Total, bool AtLeast, IReadOnlyDictionary<Facet, int> Counts);

public sealed record CatalogueHit(string Node, Words Title, string Excerpt, DateTime At, IReadOnlyList<Facet> Facets);
