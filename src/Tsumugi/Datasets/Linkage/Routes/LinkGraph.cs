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

    private LinkGraph(IReadOnlyList<LinkSet> sets, Refusal? refused)
    {
        (Sets, Refused) = (sets, refused);
        _from = sets.Where(set => set.Meaning.Name != LinkMeaning.ReplacedBy && set.From != set.To).SelectMany(set => (LinkHop[])[new(set, false), new(set, true)]).ToLookup(hop => hop.From, StringComparer.Ordinal);
    }

    /// <summary>Of each repository the newest of each pair and meaning, the last declared first.</summary>
    public IReadOnlyList<LinkSet> Sets { get; }

    /// <summary>Why one that the caller may know of may not be used; null when all may.</summary>
    public Refusal? Refused { get; }

    public static async Task<LinkGraph> ReadAsync(HubDb db, AskDownload ask, Caller caller, CancellationToken stop)
    {
        var (usable, asked) = (new List<LinkSet>(), new Dictionary<string, Refusal?>(StringComparer.Ordinal));
        foreach (var set in await NewestAsync(db, caller, stop))
        {
            var key = $"{set.Node} {set.Content}";
            if (!asked.TryGetValue(key, out var refusal))
                asked[key] = refusal = await AskAsync(db, ask, caller, set, stop);
            if (refusal is null)
                usable.Add(set);
        }

        return new(usable, asked.Values.FirstOrDefault(refusal => refusal is not null));
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

    public IEnumerable<LinkHop> Hops(string from) => _from[from];

    /// <returns>Routes that visit no system twice, the shortest first, and of these the newest links first.</returns>
    public IReadOnlyList<LinkRoute> Routes(string from, string to)
    {
        var (found, begun) = (new List<LinkRoute>(), new List<IReadOnlyList<LinkHop>> { Array.Empty<LinkHop>() });
        for (var hops = 1; hops <= MostHops && found.Count < MostRoutes; hops++)
        {
            var next = new List<IReadOnlyList<LinkHop>>();
            foreach (var path in begun)
            {
                foreach (var hop in _from[path.Count == 0 ? from : path[^1].To])
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

    /// <returns>The route over these systems by the newest links, or null.</returns>
    public LinkRoute? Along(IReadOnlyList<string> systems)
    {
        var hops = systems.Zip(systems.Skip(1)).Select(step => _from[step.First].FirstOrDefault(hop => hop.To == step.Second)).ToList();
        return hops.Count is 0 or > MostHops || hops.Contains(null) ? null : new([.. hops.Select(hop => hop!)]);
    }

    private static async Task<Refusal?> AskAsync(HubDb db, AskDownload ask, Caller caller, LinkSet set, CancellationToken stop)
    {
        var repository = await FindRepository.OfNode(db, set.Node).AsNoTracking().FirstAsync(stop);
        var used = await UsedRevision.FindAsync(db, ask, caller, set.Kind, repository.Id, set.Revision, stop);
        return used.Refused ? used.Refusal : await HeldContents.AskAsync(db, caller, repository, set.Content, stop);
    }
}
