using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Badges;
using Tsumugi.Talent.Cohorts;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Talent.Learning;

/// <summary>Erases what the hub keeps of somebody's learning in one course. What was counted stays on the thread; jobs and models stay where they are.</summary>
public sealed record ForgetLearning(string CourseId)
{
    /// <returns>Null when it is done.</returns>
    public async Task<Refusal?> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var person = caller.PersonId!;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var badges = await db.Set<Badge>().AsNoTracking().Where(row => row.PersonId == person && row.CourseId == CourseId && row.Token != null).Select(row => row.Id).ToListAsync(stop);
        foreach (var badge in badges)
        {
            if ((await new RevokeBadge(badge, "").RunAsync(db, caller, now, stop)).Refusal is { } notRevoked)
                return notRevoked;
        }

        await EraseAsync(db, person, CourseId, stop);
        await transaction.CommitAsync(stop);
        return null;
    }

    /// <param name="course">Null for all of them.</param>
    internal static async Task EraseAsync(HubDb db, string person, string? course, CancellationToken stop)
    {
        await db.Set<LessonDone>().Where(row => row.PersonId == person && (course == null || row.CourseId == course)).ExecuteDeleteAsync(stop);
        await db.Set<QuizResult>().Where(row => row.PersonId == person && (course == null || row.CourseId == course)).ExecuteDeleteAsync(stop);
        await db.Set<PracticalAttempt>().Where(row => row.PersonId == person && (course == null || row.CourseId == course)).ExecuteDeleteAsync(stop);
        await db.Set<Attendance>().Where(row => row.PersonId == person && db.Set<Cohort>().Any(cohort => cohort.Id == row.CohortId && (course == null || cohort.CourseId == course))).ExecuteDeleteAsync(stop);
        await db.Set<CohortPlace>().Where(row => row.PersonId == person && db.Set<Cohort>().Any(cohort => cohort.Id == row.CohortId && (course == null || cohort.CourseId == course))).ExecuteDeleteAsync(stop);
        await db.Set<Enrolment>().Where(row => row.PersonId == person && (course == null || row.CourseId == course)).ExecuteDeleteAsync(stop);
    }
}
