using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>What came of withdrawn data, whose it is, and what was done about it. Read from the thread anew each time: nothing can be missing.</summary>
/// <param name="Items">Those that the caller may be told of.</param>
/// <param name="Hidden">How many there are besides.</param>
public sealed record ImpactReport(Withdrawal Withdrawal, IReadOnlyList<NodeRef> Items, int Hidden, int Uses, IReadOnlyDictionary<string, ImpactTask> Tasks)
{
    public IReadOnlyDictionary<string, int> Counts => Items.CountBy(item => item.Kind).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary();

    public int Open => Items.Count(item => !IsDone(item));

    public static async Task<ImpactReport> ReadAsync(HubDb db, Caller caller, Withdrawal withdrawal, CancellationToken stop)
    {
        var (items, uses) = await (await WithdrawalReach.OfAsync(db, withdrawal, stop)).ItemsAsync(stop);
        var visible = FindWithdrawal.MayDecide(caller, withdrawal) ? items : [.. await OwnAsync(db, caller, items, stop)];
        var tasks = await db.Set<ImpactTask>().AsNoTracking().Where(row => row.WithdrawalId == withdrawal.Id).ToDictionaryAsync(row => row.Node, stop);
        return new(withdrawal, visible, items.Count - visible.Count, uses, tasks);
    }

    public bool IsDone(NodeRef item) => Tasks.TryGetValue(item.ToString(), out var task) && task.State == TaskState.Done;

    /// <summary>Some of the items, with whose they are.</summary>
    public async Task<IReadOnlyList<ImpactItem>> PageAsync(HubDb db, int skip, int take, CancellationToken stop)
    {
        var some = Items.Skip(skip).Take(take).ToList();
        var owners = await ImpactOwners.OfAsync(db, some, stop);
        return some.ConvertAll(item =>
        {
            var (task, owner) = (Tasks.GetValueOrDefault(item.ToString()), owners.GetValueOrDefault(item));
            return new ImpactItem(
                item.ToString(), item.Kind, owner?.Person, owner?.Institution, task?.State ?? TaskState.Open, task?.Note ?? "", task?.Evidence, task?.PersonId, task?.At);
        });
    }

    // The steward must know wherever the data went; others learn what concerns their own institutions, and themselves.
    private static async Task<IEnumerable<NodeRef>> OwnAsync(HubDb db, Caller caller, IReadOnlyList<NodeRef> items, CancellationToken stop)
    {
        var own = new List<NodeRef>();
        foreach (var some in items.Chunk(1000))
        {
            var owners = await ImpactOwners.OfAsync(db, some, stop);
            own.AddRange(some.Where(item => owners[item].Is(caller)));
        }

        return own;
    }
}
