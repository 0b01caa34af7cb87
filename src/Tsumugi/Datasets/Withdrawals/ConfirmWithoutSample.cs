using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Samples;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>A steward of a dataset's institution answers for it that a revision holds nothing of a sample whose consent was taken back. The withdrawal itself stays.</summary>
internal static class ConfirmWithoutSample
{
    public static async Task<Outcome<Withdrawal>> RunAsync(HubDb db, Caller caller, Withdrawal withdrawal, ConfirmRevisionRequest request, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(request.Dataset) || string.IsNullOrWhiteSpace(request.Revision) || !NodeRef.TryParse($"dataset:{request.Dataset}@{request.Revision}", out var node))
            return Gate.NoSuch(new($"版 {request.Dataset} {request.Revision} ", $"the revision {request.Dataset} {request.Revision}"));
        var revision = await FindRepository.RevisionAsync(db, caller, Act.Read, node, stop);
        if (revision.Refused)
            return revision.Refusal!;
        if (Gate.AskSteward(caller, node.Id.Split('/')[0]) is { } refusal)
            return refusal;
        if (revision.Value.CreatedAt < withdrawal.At)
            return Older(node, withdrawal);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var ties = new List<Tie>();
        foreach (var sample in (await FindOrigins.OfAsync(db, [node], stop)).Select(NodeRef.Parse).Where(origin => origin.Kind == Sample.NodeKind))
        {
            // The sample itself, and what was made from it.
            if ((await FindOrigins.OfAsync(db, [sample], stop)).Contains(withdrawal.Dataset))
                ties.Add(new(node, Relations.ClearedOf, sample));
        }

        if (ties.Count == 0)
            return withdrawal;
        db.Record(new() { Actor = caller.Node, Kind = "dataset.confirmed", Subject = node, Facts = new Dictionary<string, object?> { ["withdrawal"] = withdrawal.Id }, Ties = ties });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return withdrawal;
    }

    private static Refusal Older(NodeRef revision, Withdrawal withdrawal) => Refusal.Conflict(
        "withdrawn-revision",
        new($"{revision} は、{withdrawal.At:yyyy-MM-dd} の撤回より前の版です。", $"{revision} is from before the withdrawal of {withdrawal.At:yyyy-MM-dd}."),
        new("撤回された試料を除いた版を登録してから、その版を確認してください。", "Commit a revision without the sample, and confirm that one."));
}
