using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Talent.Learning;

/// <summary>How far one learner is in a course.</summary>
/// <param name="Read">Names of the lessons read.</param>
/// <param name="Attempts">Of the practical, the newest first.</param>
public sealed record CourseProgress(
    Course Course, Enrolment? Enrolment, IReadOnlySet<string> Read, IReadOnlyDictionary<string, QuizResult> Quizzes, IReadOnlyList<PracticalAttempt> Attempts)
{
    public bool QuizPassed(Lesson lesson) => !lesson.HasQuiz || (Quizzes.TryGetValue(lesson.Id, out var result) && result.PassedAt is not null);

    public bool Done(Lesson lesson) => Read.Contains(lesson.Id) && QuizPassed(lesson);

    public bool PracticalPassed => Course.Practical is null || Passed is not null;

    public PracticalAttempt? Passed => Attempts.FirstOrDefault(attempt => attempt.State == AttemptState.Passed);

    public int StepsDone => Course.Lessons.Count(Done) + (Course.Practical is not null && PracticalPassed ? 1 : 0);

    public int Steps => Course.Lessons.Count + (Course.Practical is null ? 0 : 1);

    public bool Complete => StepsDone == Steps;

    /// <summary>Where to go on: the first lesson that is not done, then the practical.</summary>
    public string? NextHref => Course.Lessons.FirstOrDefault(lesson => !Done(lesson)) is { } lesson
        ? $"/courses/{Course.Id}/{lesson.Id}{(Read.Contains(lesson.Id) ? "/quiz" : "")}"
        : PracticalPassed ? null : $"/courses/{Course.Id}/practical";

    public static async Task<CourseProgress> OfAsync(HubDb db, Course course, string person, CancellationToken stop) =>
        (await OfManyAsync(db, [course], [person], stop))[0].Progress;

    /// <summary>Each person in each course, in four questions to the records.</summary>
    public static async Task<IReadOnlyList<(string Person, CourseProgress Progress)>> OfManyAsync(
        HubDb db, IReadOnlyList<Course> courses, IReadOnlyList<string> people, CancellationToken stop)
    {
        List<string> ids = [.. courses.Select(course => course.Id)];
        var enrolments = await db.Set<Enrolment>().AsNoTracking().Where(row => people.Contains(row.PersonId) && ids.Contains(row.CourseId)).ToListAsync(stop);
        var read = await db.Set<LessonDone>().AsNoTracking().Where(row => people.Contains(row.PersonId) && ids.Contains(row.CourseId)).ToListAsync(stop);
        var quizzes = await db.Set<QuizResult>().AsNoTracking().Where(row => people.Contains(row.PersonId) && ids.Contains(row.CourseId)).ToListAsync(stop);
        var attempts = await db.Set<PracticalAttempt>().AsNoTracking().Where(row => people.Contains(row.PersonId) && ids.Contains(row.CourseId)).ToListAsync(stop);
        return
        [
            .. from course in courses
               from person in people
               select (person, new CourseProgress(
                   course,
                   enrolments.Find(row => row.PersonId == person && row.CourseId == course.Id),
                   read.Where(row => row.PersonId == person && row.CourseId == course.Id).Select(row => row.LessonId).ToHashSet(),
                   quizzes.Where(row => row.PersonId == person && row.CourseId == course.Id).ToDictionary(row => row.LessonId),
                   [.. attempts.Where(row => row.PersonId == person && row.CourseId == course.Id).OrderByDescending(row => row.StartedAt)])),
        ];
    }
}
