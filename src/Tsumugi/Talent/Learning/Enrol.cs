using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Talent.Learning;

/// <summary>Somebody begins a course; asking again changes nothing.</summary>
public sealed record Enrol(string CourseId)
{
    public async Task<Outcome<Enrolment>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var course = await FindCourse.RunAsync(db, CourseId, stop);
        if (course.Refused)
            return course.Refusal!;
        var enrolment = await StageAsync(db, course.Value, caller, null, now, stop);
        await db.SaveChangesAsync(stop);
        return enrolment;
    }

    /// <param name="institution">In whose name; null for the learner's first by name.</param>
    internal static async Task<Enrolment> StageAsync(HubDb db, Course course, Caller caller, string? institution, DateTime now, CancellationToken stop)
    {
        if (await db.Set<Enrolment>().FindAsync([caller.PersonId, course.Id], stop) is { } there)
            return there;
        var made = new Enrolment
        {
            PersonId = caller.PersonId!,
            CourseId = course.Id,
            InstitutionId = institution ?? caller.Memberships.Keys.Order(StringComparer.Ordinal).FirstOrDefault(),
            EnrolledAt = now,
        };
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "learning.enrolled",
            Subject = course.Node,
            Facts = new Dictionary<string, object?> { ["version"] = course.Version },
        });
        return made;
    }
}
