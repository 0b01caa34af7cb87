using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Models.Serving;

/// <summary>A model that came of withdrawn data is not kept ready: its process ends once the requests within are answered, and none is let in.</summary>
internal sealed class EndWithdrawnServing(ModelServers servers) : IEndsWithWithdrawal
{
    public async Task<Action> EndAsync(HubDb db, Withdrawal withdrawal, WithdrawalReach reach, Caller caller, DateTime now, CancellationToken stop)
    {
        var reached = await reach.AmongAsync(servers.Served.Select(NodeRef.Parse), stop);
        return () => servers.End(reached);
    }
}
