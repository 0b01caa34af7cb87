using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Talent.Cohorts;

/// <summary>The teacher says who was at a session; whoever is not named was not.</summary>
/// <param name="Session">From 1, in the order of time.</param>
public sealed record MarkAttendance(string CohortId, int Session, IReadOnlyList<string> People)
{
    public async Task<Outcome<Cohort>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindCohort.ToTeachAsync(db, caller, CohortId, stop);
        if (found.Refused)
            return found;
        var cohort = found.Value;
        var enrolled = await db.Set<CohortPlace>().AsNoTracking().Where(row => row.CohortId == CohortId).Select(row => row.PersonId).ToListAsync(stop);
        var strangers = People.Except(enrolled).ToList();
        if (new FieldFaults()
            .Need(Session >= 1 && Session <= cohort.Sessions.Count, "session", new($"1 から {cohort.Sessions.Count} の回を選んでください。", $"Choose a session from 1 to {cohort.Sessions.Count}."))
            .Need(strangers.Count == 0, "people", new($"{string.Join("、", strangers)} は受講者ではありません。", $"{string.Join(", ", strangers)} has no place in this cohort."))
            .ToRefusal("bad-attendance") is { } refusal)
            return refusal;
        var at = cohort.Sessions[Session - 1].Start;
        var there = await db.Set<Attendance>().Where(row => row.CohortId == CohortId && row.Session == at).ToListAsync(stop);
        db.RemoveRange(there.Where(row => !People.Contains(row.PersonId)));
        db.AddRange(People.Except(there.Select(row => row.PersonId)).Distinct().Select(person => new Attendance { CohortId = CohortId, PersonId = person, Session = at }));
        await db.SaveChangesAsync(stop);
        return cohort;
    }
}
