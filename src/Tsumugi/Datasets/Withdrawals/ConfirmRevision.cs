using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Samples;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>A steward answers for it that a revision holds nothing of what was withdrawn: from it on, the dataset may be used again.</summary>
public static class ConfirmRevision
{
    /// <param name="id">The withdrawal's.</param>
    public static async Task<Outcome<Withdrawal>> RunAsync(HubDb db, Caller caller, string id, ConfirmRevisionRequest request, DateTime now, CancellationToken stop)
    {
        var found = await FindWithdrawal.RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!;
        var withdrawal = found.Value;
        if (withdrawal.Node.Kind == Sample.NodeKind)
            return await ConfirmWithoutSample.RunAsync(db, caller, withdrawal, request, stop);
        if (Gate.AskSteward(caller, withdrawal.InstitutionId) is { } refusal)
            return refusal;
        if (withdrawal.IsWhole)
            return WholeIsWhole(withdrawal);
        if (string.IsNullOrWhiteSpace(request.Revision) || !NodeRef.TryParse($"{(request.Dataset is { } copy ? $"dataset:{copy}" : withdrawal.Dataset)}@{request.Revision}", out var node))
            return Gate.NoSuch(new($"版 {request.Revision} ", $"the revision {request.Revision}"));
        var revision = await FindRepository.RevisionAsync(db, caller, Act.Read, node, stop);
        if (revision.Refused)
            return revision.Refusal!;

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var (text, isOwn) = (revision.Value.Node.ToString(), revision.Value.Node.Whole == withdrawal.Node);
        if (revision.Value.CreatedAt < withdrawal.At || await db.Set<WithdrawnRevision>().AnyAsync(row => row.WithdrawalId == id && row.Node == text, stop))
            return Older(revision.Value.Node, withdrawal);
        if (isOwn && !withdrawal.IsOpen)
            return ConfirmedAlready(withdrawal);
        if (isOwn)
            await CloseAsync(db, caller, withdrawal, revision.Value, now, stop);
        db.Record(await EntryAsync(db, caller, withdrawal, revision.Value.Node, stop));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return withdrawal;
    }

    private static async Task CloseAsync(HubDb db, Caller caller, Withdrawal withdrawal, Revision confirmed, DateTime now, CancellationToken stop)
    {
        (withdrawal.Confirmed, withdrawal.ConfirmedAt, withdrawal.ConfirmedBy) = (confirmed.Node.ToString(), now, caller.PersonId);

        // Whatever came in between was confirmed by nobody.
        var dataset = await FindRepository.OfNode(db, withdrawal.Node).AsNoTracking().FirstAsync(stop);
        var known = await db.Set<WithdrawnRevision>().Where(row => row.WithdrawalId == withdrawal.Id).Select(row => row.Node).ToHashSetAsync(stop);
        var between = (await FindRepository.Of(db, dataset).ToListAsync(stop)).Where(revision => revision.Hash != confirmed.Hash).Select(revision => revision.Node.ToString());
        db.AddRange(between.Where(node => !known.Contains(node)).Select(node => new WithdrawnRevision(withdrawal.Id, node)));
    }

    // It may have come from a withdrawn revision, files taken out: the tie says that nothing of that is left.
    private static async Task<ThreadEntry> EntryAsync(HubDb db, Caller caller, Withdrawal withdrawal, NodeRef confirmed, CancellationToken stop)
    {
        var withdrawn = (await WithdrawalReach.RevisionsAsync(db, withdrawal, stop)).ToHashSet();
        withdrawn.UnionWith(db.ChangeTracker.Entries<WithdrawnRevision>().Select(entry => NodeRef.Parse(entry.Entity.Node)));
        var reached = (await FindOrigins.OfAsync(db, [confirmed], stop)).Select(NodeRef.Parse).Where(origin => origin != confirmed && withdrawn.Contains(origin));
        return new()
        {
            Actor = caller.Node,
            Kind = "dataset.confirmed",
            Subject = confirmed,
            Facts = new Dictionary<string, object?> { ["withdrawal"] = withdrawal.Id },
            Ties = [.. reached.Select(origin => new Tie(confirmed, Relations.ClearedOf, origin))],
        };
    }

    private static Refusal WholeIsWhole(Withdrawal withdrawal) => Refusal.Conflict(
        "whole-withdrawn",
        new($"データセット {withdrawal.Node.Id} は全体が撤回されているため、再び使えるようにはなりません。", $"All of the dataset {withdrawal.Node.Id} is withdrawn: no revision of it may be used again."),
        new("使えるデータは、新しいデータセットとして登録してください。", "Commit data that may be used to a new dataset."));

    private static Refusal Older(NodeRef revision, Withdrawal withdrawal) => Refusal.Conflict(
        "withdrawn-revision",
        new($"{revision} は、{withdrawal.At:yyyy-MM-dd} の撤回より前の版です。", $"{revision} is from before the withdrawal of {withdrawal.At:yyyy-MM-dd}."),
        new("撤回された対象者を除いた版を登録してから、その版を確認してください。", "Commit a revision without the withdrawn subjects, and confirm that one."));

    private static Refusal ConfirmedAlready(Withdrawal withdrawal) => Refusal.Conflict(
        "already-confirmed",
        new($"この撤回については、{withdrawal.Confirmed} が確認済みです。", $"{withdrawal.Confirmed} was confirmed for this withdrawal already."),
        new("それより後の版も、そのまま使えます。", "Revisions after it may be used as they are."));
}
