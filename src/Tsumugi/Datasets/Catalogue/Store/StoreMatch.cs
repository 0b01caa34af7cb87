namespace Tsumugi.Datasets.Catalogue.Store;

/// <summary>A question in the index's own language. Every token is of letters and digits alone and stands in quotes, so that nothing typed is read as syntax.</summary>
internal sealed class StoreMatch
{
    /// <summary>The rank of what is called by the whole question.</summary>
    public const int ByName = 2;

    private const int InTitle = 1;
    private const int MostByName = 100;

    private readonly Func<Facet, long?> _idOf;

    public StoreMatch(CatalogueQuestion question, Func<Facet, long?> idOf)
    {
        _idOf = idOf;
        List<string?> filters = [.. question.Filters.Select(any => Any(any.Select(Key)))];
        List<string?> anywhere = [.. question.Words.Select(word => Any(word.Select(one => Clause(one, inTitle: false)))), .. filters];
        Nothing = anywhere.Contains(null);
        var all = (All(anywhere), CatalogueStore.MostCounted, 0);
        Questions = question.Words.Count == 0 ? [all] :
        [
            (All([$"\"{StoreWriter.Exact(question.Text)}\"", .. filters]), MostByName, ByName),
            .. All([.. question.Words.Select(word => Any(word.Select(one => Clause(one, inTitle: true)))), .. filters]) is { } title ? [(title, CatalogueStore.MostCounted, InTitle)] : Array.Empty<(string?, int, int)>(),
            all,
        ];
    }

    /// <summary>Something is asked for that no record has.</summary>
    public bool Nothing { get; }

    /// <summary>To be asked one after the other: the question (null for everything), how many are looked at, and how those found rank.</summary>
    public IReadOnlyList<(string? Match, int Most, int Rank)> Questions { get; } = [];

    private string? Clause(Alternative one, bool inTitle) => one.Facet is { } facet
        ? inTitle ? null : Key(facet)
        : $"({string.Join(" AND ", one.Phrases.Select(phrase => Clause(phrase, inTitle)))})";

    private static string Clause(Phrase phrase, bool inTitle)
    {
        if (phrase.Letter is { } letter)
            return $"\"{StoreWriter.Letter(letter, inTitle)}\"";

        // One Japanese letter at the end may be the first of a pair.
        var open = phrase.Begins || (phrase.Tokens[^1] is [var last] && CatalogueText.Letter(last.ToString()) is not null);
        return $"\"{string.Join(' ', inTitle ? phrase.Tokens.Select(token => $"{StoreSchema.Title}{token}") : phrase.Tokens)}\"{(open ? " *" : "")}";
    }

    private string? Key(Facet facet) => _idOf(facet) is { } id ? $"\"{StoreWriter.Key(id)}\"" : null;

    private static string? Any(IEnumerable<string?> clauses) => string.Join(" OR ", clauses.OfType<string>()) is { Length: > 0 } any ? $"({any})" : null;

    /// <returns>Null when there is none, or one that nothing meets.</returns>
    private static string? All(List<string?> clauses) => clauses.Count == 0 || clauses.Contains(null) ? null : string.Join(" AND ", clauses);
}
