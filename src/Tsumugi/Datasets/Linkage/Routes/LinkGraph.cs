using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Linkage.Sets;
using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Linkage.Routes;

/// <summary>The link sets that the caller may use, as a graph of systems.</summary>
public sealed class LinkGraph
{
    /// <summary>Steps of a route.</summary>
    public const int MostHops = 3;

    private const int MostRoutes = 500;

    private readonly ILookup<string, LinkHop> _from;
    private readonly IReadOnlyList<(LinkSet Set, Refusal Why)> _refused;

    private LinkGraph(IReadOnlyList<LinkSet> sets, IReadOnlyList<(LinkSet Set, Refusal Why)> refused)
    {
        (Sets, _refused) = (sets, refused);
        _from = Hops(sets);
    }

    /// <summary>Of each repository the newest of each pair and meaning, the last declared first.</summary>
    public IReadOnlyList<LinkSet> Sets { get; }

    public static async Task<LinkGraph> ReadAsync(HubDb db, AskDownload ask, Caller caller, CancellationToken stop)
    {
        var (usable, refused, asked) = (new List<LinkSet>(), new List<(LinkSet Set, Refusal Why)>(), new Dictionary<string, Refusal?>(StringComparer.Ordinal));
        foreach (var set in await NewestAsync(db, caller, stop))
        {
            var key = $"{set.Node} {set.Content}";
            if (!asked.TryGetValue(key, out var refusal))
                asked[key] = refusal = await AskAsync(db, ask, caller, set, stop);
            if (refusal is null)
                usable.Add(set);
            else
                refused.Add((set, refusal));
        }

        return new(usable, refused);
    }

    /// <summary>Ready sets of repositories that the caller may see.</summary>
    public static async Task<IReadOnlyList<LinkSet>> NewestAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var visible = FindRepository.Visible(db, caller, RepositoryKinds.Dataset);
        var sets = await (
            from set in db.Set<LinkSet>().AsNoTracking()
            join repository in visible on new { set.Kind, set.InstitutionId, set.Name } equals new { repository.Kind, repository.InstitutionId, repository.Name }
            where set.State == LinkSetState.Ready
            orderby set.DeclaredAt descending, set.Id
            select set).ToListAsync(stop);
        return [.. sets.DistinctBy(set => (set.InstitutionId, set.Name, set.From, set.To, set.Meaning.Name))];
    }

    /// <returns>Routes that visit no system twice, the shortest first, and of these the newest links first.</returns>
    public IReadOnlyList<LinkRoute> Routes(string from, string to) => Routes(_from, from, to);

    /// <returns>Why links that would lead there may not be used, or null when there are none.</returns>
    public Refusal? RefusalOf(string from, string to)
    {
        var sets = Routes(Hops([.. Sets, .. _refused.Select(one => one.Set)]), from, to).SelectMany(route => route.Sets).Select(set => set.Id).ToHashSet(StringComparer.Ordinal);
        return _refused.Where(one => sets.Contains(one.Set.Id)).Select(one => one.Why).FirstOrDefault();
    }

    /// <returns>The route over these systems by the newest links, or null.</returns>
    public LinkRoute? Along(IReadOnlyList<string> systems)
    {
        var hops = systems.Zip(systems.Skip(1)).Select(step => _from[step.First].FirstOrDefault(hop => hop.To == step.Second)).ToList();
        return hops.Count is 0 or > MostHops || hops.Contains(null) ? null : new([.. hops.Select(hop => hop!)]);
    }

    private static List<LinkRoute> Routes(ILookup<string, LinkHop> graph, string from, string to)
    {
        var (found, begun) = (new List<LinkRoute>(), new List<IReadOnlyList<LinkHop>> { Array.Empty<LinkHop>() });
        for (var hops = 1; hops <= MostHops && found.Count < MostRoutes; hops++)
        {
            var next = new List<IReadOnlyList<LinkHop>>();
            foreach (var path in begun)
            {
                foreach (var hop in graph[path.Count == 0 ? from : path[^1].To])
                {
                    if (hop.To == to)
                        found.Add(new([.. path, hop]));
                    else if (hops < MostHops && next.Count < 100 * MostRoutes && hop.To != from && path.All(before => before.To != hop.To))
                        next.Add([.. path, hop]);
                }
            }

            begun = next;
        }

        return [.. found.Take(MostRoutes)];
    }

    private static ILookup<string, LinkHop> Hops(IEnumerable<LinkSet> sets) => sets.Where(set => set.Meaning.Name != LinkMeaning.ReplacedBy && set.From != set.To)
        .GroupBy(set => (set.From, set.To, set.Meaning.Name))
        .SelectMany(group => (LinkHop[])[new([.. group], false), new([.. group], true)]).ToLookup(hop => hop.From, StringComparer.Ordinal);

    private static async Task<Refusal?> AskAsync(HubDb db, AskDownload ask, Caller caller, LinkSet set, CancellationToken stop)
    {
        var repository = await FindRepository.OfNode(db, set.Node).AsNoTracking().FirstAsync(stop);
        var used = await UsedRevision.FindAsync(db, ask, caller, set.Kind, repository.Id, set.Revision, stop);
        return used.Refused ? used.Refusal : await HeldContents.AskAsync(db, caller, repository, set.Content, stop);
    }
}
