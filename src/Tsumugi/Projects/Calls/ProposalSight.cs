using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls.Reviews;

namespace Tsumugi.Projects.Calls;

/// <summary>Proposals are told of on the thread to those whom <see cref="FindProposal"/> shows them.</summary>
internal sealed class ProposalSight(HubDb db) : INodeSight
{
    public string Kind => Proposal.NodeKind;

    public async Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop)
    {
        if (caller.PersonId is null)
            return [];
        var rows = await db.Set<Proposal>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(stop);
        var calls = await db.Set<Call>().AsNoTracking().ToDictionaryAsync(row => row.Id, stop);
        var reviews = (await db.Set<Review>().AsNoTracking().Where(row => ids.Contains(row.ProposalId) && row.PersonId == caller.PersonId).ToListAsync(stop)).ToLookup(row => row.ProposalId);
        return [.. rows.Where(row => FindProposal.See(row, calls[row.CallId], [.. reviews[row.Id]], caller) is not null).Select(row => row.Id)];
    }
}
