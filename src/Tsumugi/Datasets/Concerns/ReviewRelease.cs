using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Applications;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Concerns;

/// <summary>A reviewer says of one release whether it may be; with two who agree that the concern is gone, the mark goes.</summary>
/// <param name="Id">Of the concern.</param>
/// <param name="Node">What is released: a dataset or model, or an application. Not read where the mark itself is to go.</param>
public sealed record ReviewRelease(string Id, string? Act, string? Node, bool Yes, string? Comment)
{
    public async Task<Outcome<ReleaseReview>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindConcern.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var concern = found.Value;
        if (Gate.AskSteward(caller, concern.InstitutionId) is { } refusal)
            return refusal;
        if (concern.LiftedAt is not null)
            return Lifted(concern);
        var known = NamedWord.TryRead<ReleaseAct>(Act, out var act);
        var text = act == ReleaseAct.Lift ? concern.Node : Node?.Trim();
        var parsed = NodeRef.TryParse(text, out var node) && (act == ReleaseAct.Grant) == (node.Kind == UseApplication.NodeKind);
        if (new FieldFaults()
            .Need(known, "act", ConditionsEntry.OneOf<ReleaseAct>(Act))
            .Need(parsed && await ReachesAsync(db, concern, node, stop), "node", new("この懸念が及ぶデータセットかモデル（提供の場合は申請）を指定してください。", "Name a dataset or model that the concern reaches, or the application where it is granted."))
            .Need(Comment?.Trim() is { Length: > 0 and <= MarkConcern.MostText }, "comment", new($"判断の理由を {MarkConcern.MostText} 文字以内で書いてください。", $"Say in at most {MarkConcern.MostText} characters why."))
            .ToRefusal("bad-review") is { } fault)
            return fault;

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var (whole, person) = (node.Whole.ToString(), caller.PersonId!);
        var reviews = await db.Set<ReleaseReview>().Where(row => row.ConcernId == Id && row.Act == act && row.Node == whole).ToListAsync(stop);
        if (reviews.Find(row => row.PersonId == person) is not { } own)
        {
            db.Add(own = new() { ConcernId = Id, Act = act, Node = whole, PersonId = person, Yes = Yes, Comment = "", At = now });
            reviews.Add(own);
        }

        (own.Yes, own.Comment, own.At) = (Yes, Comment!.Trim(), now);
        Record(db, caller.Node, node.Whole, "release.reviewed", new() { ["concern"] = Id, ["act"] = act.ToString(), ["yes"] = Yes, ["comment"] = own.Comment });
        if (act == ReleaseAct.Lift && AskRelease.Decide(concern, reviews, concern.PersonId, node) is null)
        {
            concern.LiftedAt = now;
            Record(db, NodeRef.Of("hub", "self"), node.Whole, $"{node.Kind}.concern-lifted", new() { ["concern"] = Id });
        }

        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return own;
    }

    private static async Task<bool> ReachesAsync(HubDb db, Concern concern, NodeRef node, CancellationToken stop)
    {
        var source = node.Kind != UseApplication.NodeKind ? node.ToString()
            : await db.Set<UseApplication>().Where(row => row.Id == node.Id).Select(row => row.Source).FirstOrDefaultAsync(stop);
        return source is not null && (await AskRelease.ReachingAsync(db, NodeRef.Parse(source), stop)).Exists(row => row.Id == concern.Id);
    }

    private static void Record(HubDb db, NodeRef actor, NodeRef subject, string kind, Dictionary<string, object?> facts) =>
        db.Record(new() { Actor = actor, Kind = kind, Subject = subject, Facts = facts });

    private static Refusal Lifted(Concern concern) => Refusal.Conflict(
        "concern-lifted",
        new($"{concern.Node} のこの懸念は、もうなくなったとされています。", $"This concern about {concern.Node} is gone already."),
        new("審査は要りません。", "No review is needed."));
}
