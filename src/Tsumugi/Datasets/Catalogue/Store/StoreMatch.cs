using System.Globalization;

namespace Tsumugi.Datasets.Catalogue.Store;

/// <summary>A question in the index's own language. Every token is of letters and digits alone and stands in quotes, so that nothing typed is read as syntax.</summary>
internal sealed class StoreMatch
{
    private readonly Func<Facet, long?> _idOf;

    public StoreMatch(CatalogueQuestion question, Func<Facet, long?> idOf)
    {
        _idOf = idOf;
        List<string?> filters = [.. question.Filters.Select(any => Any(any.Select(Key)))];
        List<string?> anywhere = [.. question.Words.Select(word => Any(word.Select(one => Clause(one, inTitle: false)))), .. filters];
        Nothing = anywhere.Contains(null);
        Anywhere = All(anywhere);
        if (question.Words.Count == 0)
            return;
        Exact = All([$"keys : \"{StoreWriter.Exact(question.Text)}\"", .. filters]);
        Title = All([.. question.Words.Select(word => Any(word.Select(one => Clause(one, inTitle: true)))), .. filters]);
    }

    /// <summary>Something is asked for that no record has.</summary>
    public bool Nothing { get; }

    /// <summary>Null for everything.</summary>
    public string? Anywhere { get; }

    public string? Title { get; }

    public string? Exact { get; }

    private string? Clause(Alternative one, bool inTitle) => one.Facet is { } facet
        ? inTitle ? null : Key(facet)
        : $"({string.Join(" AND ", one.Phrases.Select(phrase => Clause(phrase, inTitle)))})";

    private static string Clause(Phrase phrase, bool inTitle)
    {
        if (phrase.Letter is { } letter)
            return $"keys : \"{(inTitle ? 't' : 'c')}{letter}\"";

        // One Japanese letter at the end may be the first of a pair.
        var open = phrase.Begins || phrase.Tokens[^1] is [var last] && CatalogueText.Letter(last.ToString()) is not null;
        return $"{(inTitle ? "title" : "{title body}")} : \"{string.Join(' ', phrase.Tokens)}\"{(open ? " *" : "")}";
    }

    private string? Key(Facet facet) => _idOf(facet) is { } id ? string.Create(CultureInfo.InvariantCulture, $"keys : \"f{id}\"") : null;

    private static string? Any(IEnumerable<string?> clauses) => string.Join(" OR ", clauses.OfType<string>()) is { Length: > 0 } any ? $"({any})" : null;

    /// <returns>Null when there is none, or one that nothing meets.</returns>
    private static string? All(List<string?> clauses) => clauses.Count == 0 || clauses.Contains(null) ? null : string.Join(" AND ", clauses);
}
