using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Talent;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Talent.Cohorts;

internal static class CohortRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/courses/{id}/cohorts", ListAsync).WithName("ListCohorts").WithSummary("When and where a course is taught; open to everybody.").Produces<IReadOnlyList<CohortView>>();
        api.MapPost("/courses/{id}/cohorts", OpenAsync).WithName("OpenCohort").WithSummary("Teach a course at given times and a place (members of the institution).").Produces<CohortView>(StatusCodes.Status201Created);
        api.MapGet("/cohorts/{id}", ShowAsync).WithName("ShowCohort").WithSummary("One cohort; open to everybody.").Produces<CohortView>();
        api.MapPut("/cohorts/{id}", ChangeAsync).WithName("ChangeCohort").WithSummary("Change place, capacity and times (its teacher).").Produces<CohortView>();
        api.MapPut("/cohorts/{id}/place", JoinAsync).WithName("JoinCohort").WithSummary("Take a place.").Produces<CohortView>();
        api.MapDelete("/cohorts/{id}/place", LeaveAsync).WithName("LeaveCohort").WithSummary("Give your place back.").Produces<CohortView>();
        api.MapGet("/cohorts/{id}/learners", LearnersAsync).WithName("ListLearners").WithSummary("Who takes part, and how far they are (its teacher).").Produces<IReadOnlyList<LearnerView>>();
        api.MapPut("/cohorts/{id}/sessions/{session:int}", AttendAsync).WithName("MarkAttendance").WithSummary("Who was at a session (its teacher).").Produces<CohortView>();
    }

    private static async Task<IResult> ListAsync(HubDb db, string id, CancellationToken stop)
    {
        if ((await FindCourse.RunAsync(db, id, stop)).Refusal is { } refusal)
            return refusal.ToProblem();
        var views = new List<CohortView>();
        foreach (var cohort in await FindCohort.OfCourseAsync(db, id, stop))
            views.Add(await ViewAsync(db, cohort, stop));
        return TypedResults.Ok(views);
    }

    private static async Task<IResult> OpenAsync(ICallers callers, HubDb db, string id, CohortRequest asked, CancellationToken stop)
    {
        var made = await Entry(id, asked).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/cohorts/{made.Value.Id}", await ViewAsync(db, made.Value, stop));
    }

    private static async Task<IResult> ChangeAsync(ICallers callers, HubDb db, string id, CohortRequest asked, CancellationToken stop) =>
        await AnswerAsync(db, await Entry("", asked).ChangeAsync(db, await callers.CurrentAsync(stop), id, stop), stop);

    private static async Task<IResult> ShowAsync(HubDb db, string id, CancellationToken stop) => await AnswerAsync(db, await FindCohort.RunAsync(db, id, stop), stop);

    private static async Task<IResult> JoinAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        await AnswerAsync(db, await new JoinCohort(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), stop);

    private static async Task<IResult> LeaveAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        await AnswerAsync(db, await new JoinCohort(id).LeaveAsync(db, await callers.CurrentAsync(stop), stop), stop);

    private static async Task<IResult> AttendAsync(ICallers callers, HubDb db, string id, int session, AttendanceRequest asked, CancellationToken stop) =>
        await AnswerAsync(db, await new MarkAttendance(id, session, asked.People ?? []).RunAsync(db, await callers.CurrentAsync(stop), stop), stop);

    private static async Task<IResult> LearnersAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var found = await FindCohort.ToTeachAsync(db, await callers.CurrentAsync(stop), id, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var course = await FindCourse.RunAsync(db, found.Value.CourseId, stop);
        return course.Refused ? course.Refusal!.ToProblem() : TypedResults.Ok((await FindCohort.LearnersAsync(db, found.Value, course.Value, stop)).Select(learner => View(learner, found.Value)));
    }

    private static OpenCohort Entry(string course, CohortRequest asked) => new(
        course, asked.Institution ?? "", asked.Place ?? "", asked.Capacity.ToString(CultureInfo.InvariantCulture), string.Join('\n', asked.Sessions ?? []));

    private static async Task<IResult> AnswerAsync(HubDb db, Outcome<Cohort> outcome, CancellationToken stop) =>
        outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(await ViewAsync(db, outcome.Value, stop));

    private static async Task<CohortView> ViewAsync(HubDb db, Cohort cohort, CancellationToken stop) => new(
        cohort.Id, cohort.CourseId, cohort.InstitutionId, cohort.TeacherId, cohort.Place, cohort.Capacity,
        await db.Set<CohortPlace>().CountAsync(row => row.CohortId == cohort.Id, stop), [.. cohort.Sessions.Select(OpenCohort.Line)]);

    private static LearnerView View(CohortLearner learner, Cohort cohort) => new(
        learner.Person.Id, learner.Person.Name,
        [.. cohort.Sessions.Select((session, at) => (session, at)).Where(one => learner.Attended.Contains(one.session.Start)).Select(one => one.at + 1)],
        learner.Progress.StepsDone, learner.Progress.Steps, learner.Progress.Attempts is [var newest, ..] ? (learner.Progress.Passed ?? newest).State.ToString().ToLowerInvariant() : null,
        learner.Progress.Enrolment?.CompletedAt);
}
