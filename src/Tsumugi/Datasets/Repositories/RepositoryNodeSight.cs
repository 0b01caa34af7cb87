using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Which datasets, or models, of a lineage the caller may be told of.</summary>
/// <param name="kind">A kind of <see cref="RepositoryKinds"/>.</param>
internal sealed class RepositoryNodeSight(HubDb db, string kind) : INodeSight
{
    public string Kind => kind;

    public async Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) => await FindRepository.Visible(db, caller, kind)
        .Where(row => ids.Contains(row.InstitutionId + "/" + row.Name))
        .Select(row => row.InstitutionId + "/" + row.Name)
        .ToListAsync(stop);
}
