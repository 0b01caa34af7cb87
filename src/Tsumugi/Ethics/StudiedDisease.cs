using System.Collections.Frozen;

namespace Tsumugi.Ethics;

/// <summary>The disease that somebody studies, with every wider one that it is a kind of.</summary>
/// <param name="Term">For example <c>MONDO:0008903</c>.</param>
/// <param name="Wider">Its ancestors in the ontology.</param>
public sealed record StudiedDisease(string Term, FrozenSet<string> Wider)
{
    /// <summary>A disease of which nothing more is known.</summary>
    public static StudiedDisease Only(string term) => new(term, FrozenSet<string>.Empty);

    public bool Is(string term) => term == Term || Wider.Contains(term);
}
