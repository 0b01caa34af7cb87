using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Thread;
using Tsumugi.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Evidence;

/// <summary>The thread's doors. They stand here because they ask the gate, which the thread itself may not know.</summary>
internal static class ThreadRoutes
{
    private const int PageSize = 100;

    /// <summary>Opens a node with everything it came from and everything that came from it.</summary>
    public static async Task<IResult> NodeAsync(ICallers callers, HubDb db, VisibleLineage visible, string node, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await FindNode.RunAsync(db, visible, caller, node, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var ancestors = await visible.MaskAsync(caller, await Lineage.Ancestors(db, found.Value, stop), stop);
        var descendants = await visible.MaskAsync(caller, await Lineage.Descendants(db, found.Value, stop), stop);
        return TypedResults.Ok(ThreadViews.Node(found.Value, ancestors, descendants));
    }

    /// <summary>The journal as it is: for operators, since it names private things.</summary>
    public static async Task<IResult> EventsAsync(ICallers callers, HubDb db, long after = 0, CancellationToken stop = default)
    {
        if (Gate.AskOperator(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        var rows = await db.Set<EventRow>().AsNoTracking().Where(row => row.Seq > after).OrderBy(row => row.Seq).Take(PageSize).ToListAsync(stop);
        return TypedResults.Ok(rows.Select(ThreadViews.Event));
    }

    public static async Task<IResult> VerifyAsync(ICallers callers, HubDb db, string? head, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        await db.Database.OpenConnectionAsync(stop);
        return TypedResults.Ok(ThreadViews.Verdict(ThreadVerifier.Verify(db.Database.GetDbConnection(), head, stop)));
    }
}
