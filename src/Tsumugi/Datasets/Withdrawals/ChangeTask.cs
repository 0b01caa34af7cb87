using Tsumugi.Client.Ethics;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Withdrawals;

/// <summary>Says what was done about something that came of withdrawn data; its owner does, or who withdrew them.</summary>
public static class ChangeTask
{
    private const int MostNote = 1000;

    public static async Task<Outcome<ImpactTask>> RunAsync(HubDb db, Caller caller, string id, ImpactTaskRequest request, DateTime now, CancellationToken stop)
    {
        var found = await FindWithdrawal.RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var note = request.Note?.Trim() ?? "";
        if (note.Length > MostNote || (request.State == TaskState.Done && note.Length == 0))
            return new FieldFaults().Need(false, "note", new($"何をしたかを {MostNote} 文字以内で書いてください。", $"Say in at most {MostNote} characters what was done.")).ToRefusal("no-note")!;
        var report = await ImpactReport.ReadAsync(db, caller, found.Value, stop);
        if (!NodeRef.TryParse(request.Node, out var node) || !report.Items.Contains(node))
            return NotReached(request.Node);
        var task = await StageAsync(db, caller.Node, found.Value, node, request.State, note, null, now, stop);
        await db.SaveChangesAsync(stop);
        return task;
    }

    /// <param name="evidence">A revision made without the data.</param>
    internal static async Task<ImpactTask> StageAsync(
        HubDb db, NodeRef actor, Withdrawal withdrawal, NodeRef node, TaskState state, string note, string? evidence, DateTime now, CancellationToken stop)
    {
        var task = await db.FindAsync<ImpactTask>([withdrawal.Id, node.ToString()], stop);
        if (task is null)
            db.Add(task = new() { WithdrawalId = withdrawal.Id, Node = node.ToString(), State = state, PersonId = actor.Id, At = now });
        (task.State, task.Note, task.Evidence, task.PersonId, task.At) = (state, note, evidence, actor.Id, now);
        db.Record(new()
        {
            Actor = actor,
            Kind = state == TaskState.Done ? "withdrawal.settled" : "withdrawal.reopened",
            Subject = node,
            Facts = new Dictionary<string, object?> { ["withdrawal"] = withdrawal.Id, ["dataset"] = withdrawal.Dataset, ["note"] = note, ["evidence"] = evidence },
        });
        return task;
    }

    private static Refusal NotReached(string node) => Refusal.NotFound(
        new($"{node} は、この撤回の影響の一覧にありません。", $"{node} is not among what this withdrawal reaches."),
        new("一覧にある名前を書いてください。", "Name one of the report."));
}
