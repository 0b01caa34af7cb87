using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Learning;

namespace Tsumugi.Talent.Cohorts;

/// <summary>A learner takes a place in a cohort, as long as there is one; its teacher then sees how far they are.</summary>
public sealed record JoinCohort(string Id)
{
    public async Task<Outcome<Cohort>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        // The places are counted and one is taken while nobody else can.
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindCohort.RunAsync(db, Id, stop);
        if (found.Refused)
            return found;
        var cohort = found.Value;
        if (await db.Set<CohortPlace>().FindAsync([Id, caller.PersonId], stop) is not null)
            return cohort;
        if (Check(cohort, await db.Set<CohortPlace>().CountAsync(row => row.CohortId == Id, stop), now) is { } full)
            return full;
        var course = await FindCourse.RunAsync(db, cohort.CourseId, stop);
        if (course.Refused)
            return course.Refusal!;
        await Enrol.StageAsync(db, course.Value, caller, null, now, stop);
        db.Add(new CohortPlace { CohortId = Id, PersonId = caller.PersonId!, At = now });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return cohort;
    }

    /// <summary>Gives the place back; what was learned stays.</summary>
    public async Task<Outcome<Cohort>> LeaveAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var found = await FindCohort.RunAsync(db, Id, stop);
        if (found.Refused)
            return found;
        await db.Set<Attendance>().Where(row => row.CohortId == Id && row.PersonId == caller.PersonId).ExecuteDeleteAsync(stop);
        await db.Set<CohortPlace>().Where(row => row.CohortId == Id && row.PersonId == caller.PersonId).ExecuteDeleteAsync(stop);
        return found;
    }

    public static Refusal? Check(Cohort cohort, int taken, DateTime now) =>
        cohort.IsOver(now) ? Refusal.Conflict("cohort-over", new("この開講は終わっています。", "This cohort is over."), new("コースは一人でも受講できます。", "You may take the course on your own."))
        : taken >= cohort.Capacity ? Refusal.Conflict("cohort-full", new("定員に達しています。", "It is full."), new("講師に相談するか、別の開講を選んでください。コースは一人でも受講できます。", "Ask the teacher or choose another cohort; you may also take the course on your own."))
        : null;
}
