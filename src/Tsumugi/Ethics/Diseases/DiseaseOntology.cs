using System.Collections.Frozen;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Diseases;

/// <summary>Terms of diseases with all that each is a kind of: one array of numbers for the whole closure, 4 bytes for each ancestor.</summary>
public sealed class DiseaseOntology
{
    public static readonly DiseaseOntology Empty = Build([]);

    private readonly FrozenDictionary<string, int> _index;
    private readonly DiseaseTerm[] _terms;
    private readonly int[] _starts;
    private readonly int[] _ancestors;

    private DiseaseOntology(FrozenDictionary<string, int> index, DiseaseTerm[] terms, int[] starts, int[] ancestors) =>
        (_index, _terms, _starts, _ancestors) = (index, terms, starts, ancestors);

    /// <summary>Obsolete ones included.</summary>
    public IReadOnlyList<DiseaseTerm> Terms => _terms;

    /// <exception cref="OntologyException">When terms are kinds of one another in a circle, which is named, or a term stands twice.</exception>
    public static DiseaseOntology Build(IEnumerable<DiseaseTerm> source)
    {
        var terms = source.ToArray();
        var index = new Dictionary<string, int>(terms.Length, StringComparer.Ordinal);
        for (var at = 0; at < terms.Length; at++)
        {
            if (!index.TryAdd(terms[at].Id, at))
                throw new OntologyException(new($"用語 {terms[at].Id} が二度現れます。", $"The term {terms[at].Id} stands twice."));
        }

        // Parents outside the file (of other ontologies) are not diseases that anybody could name here.
        var parents = Array.ConvertAll(terms, term => term.Parents.Where(index.ContainsKey).Select(parent => index[parent]).ToArray());
        var closed = new int[terms.Length][];
        foreach (var at in ParentsFirst(terms, parents))
            closed[at] = [.. parents[at].Concat(parents[at].SelectMany(parent => closed[parent])).Distinct().Order()];
        var starts = new int[terms.Length + 1];
        for (var at = 0; at < terms.Length; at++)
            starts[at + 1] = starts[at] + closed[at].Length;
        return new(index.ToFrozenDictionary(StringComparer.Ordinal), terms, starts, [.. closed.SelectMany(ancestors => ancestors)]);
    }

    /// <returns>The disease with its ancestors; of an unknown one nothing more is known.</returns>
    public StudiedDisease Studied(string term) => _index.TryGetValue(term, out var at)
        ? new(term, Ancestors(at).ToArray().Select(ancestor => _terms[ancestor].Id).ToFrozenSet(StringComparer.Ordinal))
        : StudiedDisease.Only(term);

    public DiseaseTerm? Find(string term) => _index.TryGetValue(term, out var at) ? _terms[at] : null;

    /// <returns>Why the term may not be written into conditions, with what to write instead; null when it may.</returns>
    public Words? Fault(string term) => Find(term) switch
    {
        null => new(
            $"疾患の用語 {term} が見つかりません。MONDO:0008903 のように書きます。{Hint(term).Ja}", $"There is no disease term {term}; write one like MONDO:0008903.{Hint(term).En}"),
        { IsObsolete: true, ReplacedBy: { } instead } => new($"{term} は廃止されました。{instead} を使ってください。", $"{term} is obsolete; use {instead} instead."),
        { IsObsolete: true } => new($"{term} は廃止されました。今の用語を探してください。", $"{term} is obsolete; look for the term in use today."),
        _ => null,
    };

    /// <summary>Is any disease left that meets every clause? A common descendant, in the ontology's words.</summary>
    public bool AnyMeets(DiseaseClauses diseases)
    {
        if (diseases.Clauses.Length == 1 || diseases.Any(term => diseases.Permit(StudiedDisease.Only(term))))
            return true;
        var clauses = diseases.Clauses.Select(clause => clause.Where(_index.ContainsKey).Select(term => _index[term]).ToArray()).ToArray();
        return Enumerable.Range(0, _terms.Length).Any(at => Array.TrueForAll(clauses, clause => Array.Exists(clause, wider => wider == at || Ancestors(at).BinarySearch(wider) >= 0)));
    }

    private ReadOnlySpan<int> Ancestors(int at) => _ancestors.AsSpan(_starts[at].._starts[at + 1]);

    // A name typed in place of an identifier leads to it; otherwise a whole ontology may be missing.
    private Words Hint(string text)
    {
        var named = _terms.Where(term => !term.IsObsolete && term.Synonyms.Prepend(term.Name).Any(name => name.Contains(text, StringComparison.OrdinalIgnoreCase))).Take(3).Select(term => $"{term.Id} ({term.Name})").ToList();
        return named.Count > 0
            ? new($"もしかして：{string.Join("、", named)}。", $" Perhaps {string.Join(", ", named)}.")
            : new($"このハブが知る疾患は {_terms.Length:N0} 件です。足りなければ、運用担当者がオントロジーを取り込めます。", $" This hub knows {_terms.Length:N0} diseases; an operator can import a whole ontology.");
    }

    private static List<int> ParentsFirst(DiseaseTerm[] terms, int[][] parents)
    {
        var (order, state, path) = (new List<int>(terms.Length), new byte[terms.Length], new Stack<(int Term, int Next)>());
        for (var root = 0; root < terms.Length; root++)
        {
            if (state[root] == 0)
                path.Push((root, 0));
            while (path.TryPop(out var step))
            {
                state[step.Term] = 1;
                if (step.Next == parents[step.Term].Length)
                {
                    state[step.Term] = 2;
                    order.Add(step.Term);
                    continue;
                }

                var parent = parents[step.Term][step.Next];
                path.Push((step.Term, step.Next + 1));
                if (state[parent] == 1)
                    throw Circle([.. path.Select(one => one.Term).TakeWhile(term => term != parent).Append(parent).Select(term => terms[term].Id).Reverse()]);
                if (state[parent] == 0)
                    path.Push((parent, 0));
            }
        }

        return order;
    }

    private static OntologyException Circle(IReadOnlyList<string> ids)
    {
        var circle = string.Join(" → ", ids.Append(ids[0]));
        return new(new($"用語が輪になっています：{circle}。", $"Terms are kinds of one another in a circle: {circle}."));
    }
}
