using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Learning;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Practicals;

/// <summary>A learner runs a course's practical: a job like any other, with its inputs filled in.</summary>
public sealed record StartPractical(string CourseId, string InstitutionId)
{
    /// <summary>So that the whole name stays within a short name's 64.</summary>
    private const int LongestCourse = 40;

    public async Task<Outcome<PracticalAttempt>> RunAsync(HubDb db, IPracticalRuns runs, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var found = await FindCourse.RunAsync(db, CourseId, stop);
        if (found.Refused)
            return found.Refusal!;
        if (found.Value.Practical is not { } practical)
            return Gate.NoSuch(new($"コース {CourseId} の実習", $"a practical of the course {CourseId}"));
        if (Gate.AskFor(caller, InstitutionId) is { } notYours)
            return notYours;
        var earlier = await db.Set<PracticalAttempt>().AsNoTracking().Where(row => row.PersonId == caller.PersonId && row.CourseId == CourseId).ToListAsync(stop);
        if (earlier.Find(row => row.State == AttemptState.Running) is { } running)
        {
            return Refusal.Conflict(
                "practical-running", new("この実習は実行中です。", "This practical is running."),
                new($"ジョブ {running.JobId} が終わるのを待つか、取り消してください。", $"Wait for the job {running.JobId} to end, or cancel it."));
        }

        var inputs = await InputsAsync(db, practical, caller.PersonId!, stop);
        if (inputs.Refused)
            return inputs.Refusal!;
        var enrolment = await Enrol.StageAsync(db, found.Value, caller, InstitutionId, now, stop);
        await db.SaveChangesAsync(stop);
        var order = new PracticalOrder
        {
            Recipe = practical.Recipe,
            InstitutionId = InstitutionId,
            Inputs = inputs.Value,
            Output = OutputOf(enrolment),
            // A hub that stops between the job and this record finds the same job when it is asked again.
            Key = string.Create(CultureInfo.InvariantCulture, $"practical {CourseId} {enrolment.EnrolledAt:O} {earlier.Count + 1}"),
            Seed = earlier.Count + 1,
        };
        var run = await runs.StartAsync(caller, order, now, stop);
        if (run.Refused)
            return run.Refusal!;
        var attempt = new PracticalAttempt
        {
            JobId = run.Value.JobId,
            PersonId = caller.PersonId!,
            CourseId = CourseId,
            CourseVersion = found.Value.Version,
            InstitutionId = InstitutionId,
            AllocationId = run.Value.AllocationId,
            StartedAt = now,
            Passes = practical.Passes,
            Inputs = inputs.Value,
        };
        db.Add(attempt);
        await db.SaveChangesAsync(stop);
        return attempt;
    }

    /// <summary>A short name in the learner's institution, the same for all attempts. It stands in certificates, so it must not tell who the learner is.</summary>
    public static string OutputOf(Enrolment enrolment)
    {
        var own = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{enrolment.PersonId} {enrolment.EnrolledAt.Ticks}")));
        return $"learn-{enrolment.CourseId[..Math.Min(enrolment.CourseId.Length, LongestCourse)]}-{Convert.ToHexStringLower(own)[..10]}";
    }

    /// <summary>What the learner made in another course's practical goes in where the course says so.</summary>
    private static async Task<Outcome<IReadOnlyDictionary<string, string>>> InputsAsync(HubDb db, Practical practical, string person, CancellationToken stop)
    {
        var inputs = new Dictionary<string, string>();
        foreach (var (name, text) in practical.Inputs)
        {
            if (NodeRef.Parse(text) is not { Kind: PracticalAttempt.NodeKind, Id: var course })
            {
                inputs[name] = text;
                continue;
            }

            var passed = await db.Set<PracticalAttempt>().AsNoTracking()
                .Where(row => row.PersonId == person && row.CourseId == course && row.State == AttemptState.Passed)
                .OrderByDescending(row => row.CheckedAt).FirstOrDefaultAsync(stop);
            if (passed?.Artefact is null)
            {
                return Refusal.Conflict(
                    "practical-first", new($"この実習では、コース {course} の実習で作ったモデルを使います。", $"This practical goes on from the model that you make in the practical of the course {course}."),
                    new($"先に /courses/{course}/practical の実習に合格してください。", $"Pass the practical at /courses/{course}/practical first."));
            }

            inputs[name] = passed.Artefact;
        }

        return inputs;
    }
}
