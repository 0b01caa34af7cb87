using System.Globalization;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Cohorts;

/// <summary>Opens a cohort of a course, or changes one. Whoever opens it teaches it.</summary>
/// <param name="Sessions">One a line, times of Japan: <c>2027-05-10 13:00 - 15:30</c>.</param>
public sealed record OpenCohort(string CourseId, string InstitutionId, string Place, string Capacity, string Sessions)
{
    private const int MostSessions = 100;

    public async Task<Outcome<Cohort>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (Gate.AskFor(caller, InstitutionId) is { } notYours)
            return notYours;
        var course = await FindCourse.RunAsync(db, CourseId, stop);
        if (course.Refused)
            return course.Refusal!;
        if (await db.Set<Institution>().FindAsync([InstitutionId], stop) is null)
            return Gate.NoSuch(new($"研究機関 {InstitutionId} ", $"the institution {InstitutionId}"));
        var read = Read();
        if (read.Refused)
            return read.Refusal!;
        var cohort = new Cohort
        {
            Id = $"{CourseId}-{RandomId.Make(6)}",
            CourseId = CourseId,
            InstitutionId = InstitutionId,
            TeacherId = caller.PersonId!,
            Place = Place.Trim(),
            Capacity = read.Value.Capacity,
            Sessions = read.Value.Sessions,
        };
        db.Add(cohort);
        Record(db, caller, cohort, "cohort.opened", [new(cohort.Node, Relations.BelongsTo, course.Value.Node), new(cohort.Node, Relations.BelongsTo, NodeRef.Of("institution", InstitutionId)), new(cohort.Node, Relations.LedBy, caller.Node)]);
        await db.SaveChangesAsync(stop);
        return cohort;
    }

    /// <summary>Its teacher, a steward of its institution or an operator changes place, capacity and times.</summary>
    public async Task<Outcome<Cohort>> ChangeAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var found = await FindCohort.ToTeachAsync(db, caller, id, stop);
        var read = Read();
        if (found.Refused || read.Refused)
            return found.Refusal ?? read.Refusal!;
        var cohort = found.Value;
        (cohort.Place, cohort.Capacity, cohort.Sessions) = (Place.Trim(), read.Value.Capacity, read.Value.Sessions);
        Record(db, caller, cohort, "cohort.changed", []);
        await db.SaveChangesAsync(stop);
        return cohort;
    }

    /// <summary>Everything about the form, all errors at once.</summary>
    public Outcome<(int Capacity, IReadOnlyList<CohortSession> Sessions)> Read()
    {
        var faults = new FieldFaults();
        var sessions = new List<CohortSession>();
        var lines = Sessions.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var (line, at) in lines.Select((line, at) => (line, at + 1)))
        {
            if (Session(line) is { } session)
                sessions.Add(session);
            else
                faults.Need(false, "sessions", new($"{at} 行目「{line}」は、2027-05-10 13:00 - 15:30 のように書いてください（日本時間）。", $"Line {at}, '{line}': write it like 2027-05-10 13:00 - 15:30, in Japan's time."));
        }

        faults
            .Need(Place.Trim().Length is > 0 and <= 200, "place", new("場所を 200 文字以内で書いてください。", "Give the place, up to 200 characters."))
            .Need(int.TryParse(Capacity, NumberStyles.None, CultureInfo.InvariantCulture, out var capacity) && capacity is >= 1 and <= 10_000, "capacity", new("定員を 1 から 10,000 の整数で書いてください。", "Give the capacity, from 1 to 10,000."))
            .Need(lines.Length is > 0 and <= MostSessions, "sessions", new($"日時を 1 行に 1 回ずつ、{MostSessions} 回以内で書いてください。", $"Give the sessions, one a line, {MostSessions} at most."));
        sessions.Sort((left, right) => left.Start.CompareTo(right.Start));
        faults.Need(sessions.Zip(sessions.Skip(1)).All(pair => pair.First.End <= pair.Second.Start), "sessions", new("重なっている日時があります。", "Some of the sessions overlap."));
        return faults.ToRefusal("bad-cohort") is { } refusal ? refusal : (capacity, (IReadOnlyList<CohortSession>)sessions);
    }

    public static string Line(CohortSession session) => $"{JapanTime.Text(session.Start)} - {JapanTime.Of(session.End).ToString("HH:mm", CultureInfo.InvariantCulture)}";

    private static CohortSession? Session(string line)
    {
        if (line.Split([" - ", "–", "〜", "～"], StringSplitOptions.TrimEntries) is not [var from, var until] || !JapanTime.TryRead(from, out var start))
            return null;
        var day = JapanTime.Of(start).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return JapanTime.TryRead(until.Length <= 5 ? $"{day} {until}" : until, out var end) && start < end ? new(start, end) : null;
    }

    private static void Record(HubDb db, Caller caller, Cohort cohort, string kind, IReadOnlyList<Tie> ties) => db.Record(new()
    {
        Actor = caller.Node,
        Kind = kind,
        Subject = cohort.Node,
        Facts = new Dictionary<string, object?> { ["place"] = cohort.Place, ["capacity"] = cohort.Capacity, ["sessions"] = cohort.Sessions },
        Ties = ties,
    });
}
