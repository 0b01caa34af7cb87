namespace Tsumugi.Ethics.Diseases;

/// <summary>A term as an ontology's file states it.</summary>
/// <param name="Id">For example <c>MONDO:0008903</c>.</param>
/// <param name="Parents">What it is a kind of.</param>
/// <param name="ReplacedBy">For an obsolete term, the one that took its place; null when the file names none.</param>
public sealed record DiseaseTerm(string Id, string Name, IReadOnlyList<string> Parents, bool IsObsolete = false, string? ReplacedBy = null)
{
    /// <summary>What else it is called, in any language, and means exactly the same.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];
}

/// <summary>An ontology's file cannot be used: what is wrong, and where.</summary>
public sealed class OntologyException(Hub.Language.Words reason) : Exception(reason.En)
{
    public Hub.Language.Words Reason => reason;
}
