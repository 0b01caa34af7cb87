using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>Something that goes on with data and must end when they are withdrawn. Rooms to the right add theirs.</summary>
public interface IEndsWithWithdrawal
{
    /// <summary>Ends it in the records, in the transaction of the withdrawal itself.</summary>
    /// <returns>What is to be done once that is committed.</returns>
    Task<Action> EndAsync(HubDb db, Withdrawal withdrawal, WithdrawalReach reach, Caller caller, DateTime now, CancellationToken stop);
}
