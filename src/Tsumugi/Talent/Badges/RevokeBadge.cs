using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Badges;

/// <summary>A certificate holds no longer. Its own person takes it back, and then name and credential are erased; a steward of the course's institution or an operator revokes it for a reason.</summary>
public sealed record RevokeBadge(string Id, string Reason)
{
    private const int LongestReason = 500;

    public async Task<Outcome<Badge>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (await db.Set<Badge>().FindAsync([Id], stop) is not { } badge)
            return FindBadge.NoSuch(Id);
        var own = badge.PersonId == caller.PersonId;
        if (!own && await AskAsync(db, caller, badge, stop) is { } notYours)
            return notYours;
        var reason = own ? "Taken back by its holder." : Reason.Trim();
        if (new FieldFaults().Need(reason.Length is > 0 and <= LongestReason, "reason", new($"理由を {LongestReason} 文字以内で書いてください（公開されます）。", $"Give a reason, up to {LongestReason} characters; it is public.")).ToRefusal("bad-reason") is { } bad)
            return bad;
        if (own)
            (badge.ShownName, badge.Token) = (null, null);
        if (badge.RevokedAt is null)
        {
            (badge.RevokedAt, badge.RevokedFor) = (now, reason);
            db.Record(new() { Actor = caller.Node, Kind = "badge.revoked", Subject = badge.Node, Facts = new Dictionary<string, object?> { ["reason"] = reason } });
        }

        await db.SaveChangesAsync(stop);
        return badge;
    }

    /// <summary>Where the course is the hub's own, operators; else also the stewards of its institution.</summary>
    public static async Task<Refusal?> AskAsync(HubDb db, Caller caller, Badge badge, CancellationToken stop)
    {
        var course = await FindCourse.RunAsync(db, badge.CourseId, stop);
        return course is { Refused: false, Value.InstitutionId: { } institution } ? Gate.AskSteward(caller, institution) : Gate.AskOperator(caller);
    }
}
