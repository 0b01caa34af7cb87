using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Learning;

namespace Tsumugi.Talent.Cohorts;

/// <summary>Looks cohorts up, through the gate.</summary>
public static class FindCohort
{
    /// <summary>Open to everybody, as courses are: dates and place, not people.</summary>
    public static async Task<Outcome<Cohort>> RunAsync(HubDb db, string id, CancellationToken stop) =>
        await db.Set<Cohort>().FirstOrDefaultAsync(row => row.Id == id, stop) is { } found ? found : Gate.NoSuch(new($"開講 {id} ", $"the cohort {id}"));

    /// <summary>For its teacher, the stewards of its institution and operators.</summary>
    public static async Task<Outcome<Cohort>> ToTeachAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var found = await RunAsync(db, id, stop);
        return found.Refused || found.Value.TeacherId == caller.PersonId ? found
            : Gate.AskSteward(caller, found.Value.InstitutionId) is { } notYours ? notYours : found;
    }

    /// <summary>Those of a course, the next ones first.</summary>
    public static async Task<IReadOnlyList<Cohort>> OfCourseAsync(HubDb db, string course, CancellationToken stop) =>
        [.. (await db.Set<Cohort>().AsNoTracking().Where(row => row.CourseId == course).ToListAsync(stop)).OrderByDescending(row => row.Sessions[0].Start)];

    /// <summary>What its teacher sees of each learner.</summary>
    public static async Task<IReadOnlyList<CohortLearner>> LearnersAsync(HubDb db, Cohort cohort, Course course, CancellationToken stop)
    {
        var people = await db.Set<CohortPlace>().AsNoTracking().Where(row => row.CohortId == cohort.Id).OrderBy(row => row.At)
            .Join(db.Set<Person>(), place => place.PersonId, person => person.Id, (_, person) => person).ToListAsync(stop);
        var there = await db.Set<Attendance>().AsNoTracking().Where(row => row.CohortId == cohort.Id).ToListAsync(stop);
        var progress = (await CourseProgress.OfManyAsync(db, [course], [.. people.Select(person => person.Id)], stop)).ToDictionary(one => one.Person, one => one.Progress);
        return [.. people.Select(person => new CohortLearner(person, progress[person.Id], there.Where(row => row.PersonId == person.Id).Select(row => row.Session).ToHashSet()))];
    }
}

/// <param name="Attended">Beginnings of the sessions at which the learner was.</param>
public sealed record CohortLearner(Person Person, CourseProgress Progress, IReadOnlySet<DateTime> Attended);
