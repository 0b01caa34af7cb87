using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Catalogue.Store;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Catalogue;

/// <param name="Total">See <see cref="CatalogueAnswer"/>.</param>
public sealed record FoundRecords(IReadOnlyList<FoundRecord> Rows, int Total, bool AtLeast, int Page, IReadOnlyList<FoundFacet> Facets);

/// <param name="Href">Its page.</param>
/// <param name="Use">Null for what is not used.</param>
public sealed record FoundRecord(NodeRef Node, string Href, Words Title, string Excerpt, DateTime At, IReadOnlyList<FacetCount> Facets, MayUse? Use);

public sealed record FoundFacet(string Name, Words Title, IReadOnlyList<FacetCount> Values);

public sealed record FacetCount(Facet Facet, Words Title, int Count, bool Chosen);

/// <summary>One search over everything that the hub holds and the caller may see, with what they may do with it.</summary>
public sealed class SearchCatalogue(HubDb db, CatalogueIndex index, IEnumerable<ICatalogueSource> sources, VisibleLineage visible, IEnumerable<NodeKind> kinds)
{
    private const int MostValues = 12;

    public async Task<Outcome<FoundRecords>> RunAsync(Caller caller, CatalogueRequest request, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        List<ICatalogueSource> all = [.. sources];
        var reading = await index.CurrentAsync(db, all, stop);
        if (reading.Refused)
            return reading.Refusal!;
        var (store, words) = (reading.Value.Store, reading.Value.Words);
        var question = request.Read(words, all.ConvertAll(source => source.Kind), await ScopesAsync(all, caller, stop));
        if (question.Refused)
            return question.Refusal!;
        var answer = store.Search(question.Value, stop);

        // The scopes have kept back what the caller may not see; the gate itself is asked for whatever is named.
        var nodes = answer.Hits.Select(hit => NodeRef.Parse(hit.Node)).ToList();
        var hidden = await visible.HiddenAsync(caller, nodes, stop);
        var uses = await UsesAsync(all, caller, nodes.Where(node => !hidden.ContainsKey(node)), stop);
        var titles = new FacetTitles(words, kinds, await InstitutionsAsync(answer, stop));
        var chosen = words.Choose(request.Chosen).Select(Shown).ToHashSet();
        FacetCount Count(Facet facet, int count) => new(facet, titles.Of(facet), count, chosen.Contains(facet));
        return new FoundRecords(
            [
                .. answer.Hits.Zip(nodes).Where(pair => !hidden.ContainsKey(pair.Second)).Select(pair => new FoundRecord(
                    pair.Second, HrefOf(pair.Second), pair.First.Title, pair.First.Excerpt, pair.First.At, [.. pair.First.Facets.Select(facet => Count(facet, 0))], uses.GetValueOrDefault(pair.Second))),
            ],
            answer.Total,
            answer.AtLeast,
            Math.Max(request.Page, 1),
            [
                .. Facets.All.Select(name => new FoundFacet(name, Facets.Title(name), Values(name, answer.Counts, chosen, Count))).Where(facet => facet.Values.Count > 0),
            ]);
    }

    /// <summary>The most frequent, and those that were chosen, also where nothing has them.</summary>
    private static List<FacetCount> Values(string name, IReadOnlyDictionary<Facet, int> counts, HashSet<Facet> chosen, Func<Facet, int, FacetCount> make) =>
    [
        .. counts.Where(count => count.Key.Name == name).OrderByDescending(count => chosen.Contains(count.Key)).ThenByDescending(count => count.Value).ThenBy(count => count.Key.Value, StringComparer.Ordinal)
            .Take(MostValues).Select(count => make(count.Key, count.Value)),
        .. chosen.Where(facet => facet.Name == name && !counts.ContainsKey(facet)).Select(facet => make(facet, 0)),
    ];

    private static Facet Shown(Facet chosen) => chosen.Name == CatalogueWords.Within ? chosen with { Name = Facets.Disease } : chosen;

    private static async Task<IReadOnlyList<string>?> ScopesAsync(List<ICatalogueSource> sources, Caller caller, CancellationToken stop)
    {
        if (caller.IsOperator)
            return null;
        List<string> scopes = [CatalogueScopes.Hub, .. caller.Memberships.Keys.Select(CatalogueScopes.Institution)];
        foreach (var source in sources)
            scopes.AddRange(await source.ScopesAsync(caller, stop));
        return scopes;
    }

    private static async Task<Dictionary<NodeRef, MayUse>> UsesAsync(List<ICatalogueSource> sources, Caller caller, IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        var (asked, uses) = (nodes.ToLookup(node => node.Kind, node => node.Id), new Dictionary<NodeRef, MayUse>());
        foreach (var source in sources.Where(source => asked.Contains(source.Kind)))
        {
            foreach (var (id, use) in await source.AskAsync(caller, [.. asked[source.Kind]], stop))
                uses[NodeRef.Of(source.Kind, id)] = use;
        }

        return uses;
    }

    private async Task<Dictionary<string, Words>> InstitutionsAsync(CatalogueAnswer answer, CancellationToken stop)
    {
        var ids = answer.Counts.Keys.Where(facet => facet.Name == Facets.Institution).Select(facet => facet.Value).ToList();
        return await db.Set<Institution>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, stop);
    }

    private string HrefOf(NodeRef node) => kinds.First(kind => kind.Kind == node.Kind).Href(node.Id);

    private sealed class FacetTitles(CatalogueWords words, IEnumerable<NodeKind> kinds, Dictionary<string, Words> institutions)
    {
        public Words Of(Facet facet) => facet.Name switch
        {
            Facets.Kind => kinds.First(kind => kind.Kind == facet.Value).Title,
            Facets.Access => AccessValues.Title(facet.Value),
            Facets.Institution => institutions.GetValueOrDefault(facet.Value, Words.Same(facet.Value)),
            _ => words.TitleOf(facet) ?? Words.Same(facet.Value),
        };
    }
}
