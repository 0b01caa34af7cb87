using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Learning;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Badges;

/// <summary>Whoever completed a course takes the certificate, under the name that they agree to publish.</summary>
/// <param name="Name">A name or a pseudonym.</param>
/// <param name="Agreed">That everybody may see it.</param>
public sealed record ClaimBadge(string CourseId, string Name, bool Agreed)
{
    private const int LongestName = 100;

    public async Task<Outcome<Badge>> RunAsync(HubDb db, HubSigner signer, HubAddress address, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var course = await FindCourse.RunAsync(db, CourseId, stop);
        if (course.Refused)
            return course.Refusal!;
        var progress = await CourseProgress.OfAsync(db, course.Value, caller.PersonId!, stop);
        var earlier = await db.Set<Badge>().FirstOrDefaultAsync(row => row.PersonId == caller.PersonId && row.CourseId == CourseId && row.RevokedAt == null, stop);
        if (Check(progress, earlier) is { } notYet)
            return notYet;
        var badge = new Badge
        {
            Id = Guid.NewGuid().ToString(),
            PersonId = caller.PersonId!,
            CourseId = CourseId,
            CourseVersion = progress.Enrolment!.CompletedVersion!.Value,
            IssuedAt = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc),
            ShownName = Name.Trim(),
            Token = null,
        };
        badge.Token = Credential.Sign(signer, address.Value, address.Keys, badge, course.Value, progress.Passed);
        db.Add(badge);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "badge.issued",
            Subject = badge.Node,
            // Neither name nor credential: the thread cannot forget.
            Facts = new Dictionary<string, object?> { ["version"] = badge.CourseVersion, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(badge.Token))) },
            Ties = [new(badge.Node, Relations.BelongsTo, course.Value.Node), new(badge.Node, Relations.EvidencedBy, progress.Enrolment!.Completion!.Value)],
        });
        await db.SaveChangesAsync(stop);
        return badge;
    }

    private Refusal? Check(CourseProgress progress, Badge? earlier)
    {
        if (progress.Enrolment is not { CompletedAt: not null })
        {
            return Refusal.Conflict(
                "not-completed", new("このコースはまだ修了していません。", "You have not completed this course yet."),
                new("すべての授業・確認テスト・実習を終えると受け取れます。", "Finish all lessons, quizzes and the practical first."));
        }

        if (earlier is not null)
        {
            return Refusal.Conflict(
                "badge-issued", new("修了証は発行済みです。", "The certificate was issued already."),
                new($"/badges/{earlier.Id} にあります。別の名前にするには、先に公開をやめてください。", $"It is at /badges/{earlier.Id}. To show another name, take it back first."));
        }

        return new FieldFaults()
            .Need(Name.Trim().Length is > 0 and <= LongestName, "name", new($"修了証に載せる名前を {LongestName} 文字以内で書いてください。", $"Give the name to show, up to {LongestName} characters."))
            .Need(Agreed, "agreed", new("名前が誰にでも見えることに同意すると発行できます。", "It is issued once you agree that everybody may see the name."))
            .ToRefusal("bad-badge");
    }
}
