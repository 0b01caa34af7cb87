using Tsumugi.Hub.Storage;
using Tsumugi.Hub;
using Tsumugi.Talent.Courses;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Learning;

/// <summary>Says on the thread that somebody has completed a course, once, when the last of it is done.</summary>
public static class CompleteCourse
{
    /// <summary>Saves what is staged, and the completion when that was the last of it, in the transaction that somebody else begins and commits.</summary>
    public static async Task SaveAsync(HubDb db, Course course, Enrolment enrolment, DateTime now, CancellationToken stop)
    {
        await db.SaveChangesAsync(stop);
        if (enrolment.CompletedAt is not null)
            return;
        var progress = await CourseProgress.OfAsync(db, course, enrolment.PersonId, stop);
        if (!progress.Complete)
            return;
        (enrolment.CompletedAt, enrolment.CompletedVersion) = (now, course.Version);
        enrolment.CompletionId = $"{course.Id}/{RandomId.Make(10)}";
        var (completion, person) = (enrolment.Completion!.Value, NodeRef.Of("person", enrolment.PersonId));
        db.Record(new()
        {
            Actor = person,
            Kind = "course.completed",
            Subject = completion,
            Facts = new Dictionary<string, object?> { ["version"] = course.Version },
            Ties =
            [
                new(completion, Relations.BelongsTo, course.Node),
                new(completion, Relations.CompletedBy, person),
                .. enrolment.InstitutionId is { } institution ? [new Tie(completion, Relations.BelongsTo, NodeRef.Of("institution", institution))] : Array.Empty<Tie>(),
                .. progress.Passed is { } attempt ? [new Tie(completion, Relations.EvidencedBy, attempt.Node)] : Array.Empty<Tie>(),
            ],
        });
        await db.SaveChangesAsync(stop);
    }
}
