using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Talent;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Talent.Cohorts;
using Tsumugi.Talent.Learning;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Talent.Courses;

internal static class CourseRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        // Courses are open to read, as registries of training expect; only what somebody does in them needs sign-in.
        api.MapGet("/courses", async (HubDb db, CancellationToken stop) => TypedResults.Ok((await FindCourse.AllAsync(db, stop)).Select(CourseViews.ToSummary)))
            .WithName("ListCourses").WithSummary("All courses; open to everybody.").Produces<IReadOnlyList<CourseSummary>>();
        api.MapGet("/courses.jsonld", FeedAsync).WithName("FeedCourses").WithSummary("All courses with their dates as Bioschemas JSON-LD, for registries such as TeSS; open to everybody.");
        api.MapPost("/courses", BringAsync).WithName("BringCourse").WithSummary("Brings a course, or a new version of one (stewards of its institution).").Produces<CourseSummary>(StatusCodes.Status201Created);
        api.MapGet("/courses/{id}", ShowAsync).WithName("ShowCourse").WithSummary("One course, with how far you are; open to everybody.").Produces<CourseView>();
        api.MapPost("/courses/{id}/enrolment", EnrolAsync).WithName("EnrolInCourse").WithSummary("Begin a course.").Produces<CourseView>();
        api.MapDelete("/courses/{id}/enrolment", ForgetAsync).WithName("ForgetLearning").WithSummary("Erases what the hub keeps of you in a course; a certificate of it is taken back.").Produces(StatusCodes.Status204NoContent);
        api.MapPost("/courses/{id}/lessons/{lesson}/done", FinishAsync).WithName("FinishLesson").WithSummary("You have read a lesson.").Produces<CourseView>();
        api.MapGet("/courses/{id}/lessons/{lesson}/quiz", QuizAsync).WithName("ShowQuiz").WithSummary("A lesson's questions, without their answers; open to everybody.").Produces<QuizView>();
        api.MapPost("/courses/{id}/lessons/{lesson}/quiz", AnswerAsync).WithName("AnswerQuiz").WithSummary("Answers a quiz; the explanations come back.").Produces<QuizResultView>();
        api.MapPost("/courses/{id}/practical", StartAsync).WithName("StartPractical").WithSummary("Runs the course's practical as a job of yours; the hub checks what it makes.").Produces<AttemptView>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> FeedAsync(HubDb db, HubAddress address, CancellationToken stop)
    {
        var cohorts = await db.Set<Cohort>().AsNoTracking().ToListAsync(stop);
        var courses = await FindCourse.AllAsync(db, stop);
        var feed = Ld.Object(
            ("@type", "ItemList"),
            ("@id", $"{address.Value}api/v1/courses.jsonld"),
            ("numberOfItems", courses.Count),
            ("itemListElement", Ld.List(courses.Select((course, at) => (course, at)), one => Ld.Object(
                ("@type", "ListItem"), ("position", one.at + 1), ("item", CourseLd.Course(address.Value, one.course, cohorts.Where(cohort => cohort.CourseId == one.course.Id)))))));
        return TypedResults.Text(Ld.Text(CourseLd.Standalone(feed)), "application/ld+json", Encoding.UTF8);
    }

    private static async Task<IResult> BringAsync(ICallers callers, HubDb db, IPracticalRuns runs, NewCourse asked, CancellationToken stop)
    {
        var brought = await new BringCourse(asked.Institution ?? "", asked.Files ?? new Dictionary<string, string>()).RunAsync(db, runs, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return brought.Refused ? brought.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/courses/{brought.Value.Id}", brought.Value.ToSummary());
    }

    private static async Task<IResult> ShowAsync(ICallers callers, HubDb db, string id, CancellationToken stop) => await ViewAsync(db, await callers.CurrentAsync(stop), id, stop);

    private static async Task<IResult> EnrolAsync(ICallers callers, HubDb db, string id, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var done = await new Enrol(id).RunAsync(db, caller, DateTime.UtcNow, stop);
        return done.Refused ? done.Refusal!.ToProblem() : await ViewAsync(db, caller, id, stop);
    }

    private static async Task<IResult> ForgetAsync(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        await new ForgetLearning(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop) is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();

    private static async Task<IResult> FinishAsync(ICallers callers, HubDb db, string id, string lesson, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var done = await new FinishLesson(id, lesson).RunAsync(db, caller, DateTime.UtcNow, stop);
        return done.Refused ? done.Refusal!.ToProblem() : await ViewAsync(db, caller, id, stop);
    }

    private static async Task<IResult> QuizAsync(HubDb db, string id, string lesson, CancellationToken stop)
    {
        var found = await FindCourse.LessonAsync(db, id, lesson, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(found.Value.Lesson.ToQuiz(found.Value.Course));
    }

    private static async Task<IResult> AnswerAsync(ICallers callers, HubDb db, string id, string lesson, QuizAnswers asked, CancellationToken stop)
    {
        var graded = await new AnswerQuiz(id, lesson, asked.Answers ?? []).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return graded.Refused ? graded.Refusal!.ToProblem() : TypedResults.Ok(graded.Value.ToView((await FindCourse.LessonAsync(db, id, lesson, stop)).Value.Lesson));
    }

    private static async Task<IResult> StartAsync(ICallers callers, HubDb db, IPracticalRuns runs, string id, PracticalRequest asked, CancellationToken stop)
    {
        var started = await new StartPractical(id, asked.Institution ?? "").RunAsync(db, runs, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return started.Refused ? started.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/jobs/{started.Value.JobId}", started.Value.ToView());
    }

    private static async Task<IResult> ViewAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var course = await FindCourse.RunAsync(db, id, stop);
        if (course.Refused)
            return course.Refusal!.ToProblem();
        return TypedResults.Ok(course.Value.ToView(caller.PersonId is { } person ? await CourseProgress.OfAsync(db, course.Value, person, stop) : null));
    }
}
