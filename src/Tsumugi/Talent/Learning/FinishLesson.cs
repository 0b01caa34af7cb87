using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Talent.Learning;

/// <summary>The learner has read a lesson; saying so again changes nothing.</summary>
public sealed record FinishLesson(string CourseId, string LessonId)
{
    public async Task<Outcome<Enrolment>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var found = await FindCourse.LessonAsync(db, CourseId, LessonId, stop);
        if (found.Refused)
            return found.Refusal!;
        var course = found.Value.Course;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var enrolment = await Enrol.StageAsync(db, course, caller, null, now, stop);
        if (await db.Set<LessonDone>().FindAsync([caller.PersonId, CourseId, LessonId], stop) is null)
        {
            db.Add(new LessonDone { PersonId = caller.PersonId!, CourseId = CourseId, LessonId = LessonId, At = now });
            db.Record(new()
            {
                Actor = caller.Node,
                Kind = "lesson.done",
                Subject = course.Node,
                Facts = new Dictionary<string, object?> { ["lesson"] = LessonId, ["version"] = course.Version },
            });
        }

        await CompleteCourse.SaveAsync(db, course, enrolment, now, stop);
        await transaction.CommitAsync(stop);
        return enrolment;
    }
}
