using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Which datasets, or models, of a lineage the caller may be told of.</summary>
/// <param name="kind">A kind of <see cref="RepositoryKinds"/>.</param>
internal sealed class RepositoryNodeSight(HubDb db, string kind) : INodeSight
{
    public string Kind => kind;

    public async Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) =>
        [.. (await FindRepository.AmongAsync(db, kind, ids, stop)).Where(row => Gate.Ask(caller, Act.Read, row.Guarded) is null).Select(row => row.Node.Id)];
}
