using Microsoft.EntityFrameworkCore;
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

    private const string TakenBack = "Taken back by its holder.";

    public async Task<Outcome<Badge>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (await db.Set<Badge>().FindAsync([Id], stop) is not { } badge)
            return FindBadge.NoSuch(Id);
        var own = badge.PersonId == caller.PersonId;
        if (!own && await AskAsync(db, caller, badge, stop) is { } notYours)
            return notYours;
        var reason = own ? TakenBack : Reason.Trim();
        if (new FieldFaults().Need(reason.Length is > 0 and <= LongestReason, "reason", new($"理由を {LongestReason} 文字以内で書いてください（公開されます）。", $"Give a reason, up to {LongestReason} characters; it is public.")).ToRefusal("bad-reason") is { } bad)
            return bad;
        End(db, caller, badge, reason, now, erase: own);
        await db.SaveChangesAsync(stop);
        return badge;
    }

    /// <param name="erase">Name and credential, too.</param>
    private static void End(HubDb db, Caller by, Badge badge, string reason, DateTime now, bool erase)
    {
        if (erase)
            (badge.ShownName, badge.Token) = (null, null);
        if (badge.RevokedAt is not null)
            return;
        (badge.RevokedAt, badge.RevokedFor) = (now, reason);
        db.Record(new() { Actor = by.Node, Kind = "badge.revoked", Subject = badge.Node, Facts = new Dictionary<string, object?> { ["reason"] = reason } });
    }

    /// <summary>Every certificate of somebody who wants to be known no longer.</summary>
    internal static async Task OfPersonAsync(HubDb db, Caller by, string person, DateTime now, CancellationToken stop)
    {
        foreach (var badge in await db.Set<Badge>().Where(row => row.PersonId == person).ToListAsync(stop))
            End(db, by, badge, TakenBack, now, erase: true);
        await db.SaveChangesAsync(stop);
    }

    /// <summary>Where the course is the hub's own, operators; else also the stewards of its institution.</summary>
    public static async Task<Refusal?> AskAsync(HubDb db, Caller caller, Badge badge, CancellationToken stop)
    {
        var course = await FindCourse.RunAsync(db, badge.CourseId, stop);
        return course is { Refused: false, Value.InstitutionId: { } institution } ? Gate.AskSteward(caller, institution) : Gate.AskOperator(caller);
    }
}
