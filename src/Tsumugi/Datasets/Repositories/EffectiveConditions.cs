using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Conditions flow forward: those of a revision are its own repository's and those of everything it was made from.</summary>
public sealed record EffectiveConditions(DataUseConditions Combined, IReadOnlyList<SourceConditions> Sources)
{
    public static async Task<EffectiveConditions> OfAsync(HubDb db, IEnumerable<NodeRef> nodes, CancellationToken stop)
    {
        var sources = new SortedDictionary<string, NodeRef>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var ancestry = await Lineage.Ancestors(db, node, stop);
            foreach (var reached in ancestry.Nodes.Select(row => row.Node.Whole).Append(node.Whole))
            {
                if (reached.Kind is RepositoryKinds.Dataset or RepositoryKinds.Model)
                    sources[reached.ToString()] = reached;
            }
        }

        var found = new List<SourceConditions>();
        foreach (var source in sources.Values)
        {
            if (await FindRepository.OfNode(db, source).AsNoTracking().FirstOrDefaultAsync(stop) is { } repository)
                found.Add(new(source, repository.Conditions));
        }

        return new(DataUseConditions.Combine(found.Select(source => source.Conditions)), found);
    }

    /// <summary>Whether a purpose may be, with every rule and the sources it came from.</summary>
    public Decision Decide(Purpose purpose, DateTime when) => DecideUse.Decide(Sources, purpose, when);
}
