using System.Globalization;
using Tsumugi.Client.Talent;
using Tsumugi.Talent.Learning;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Talent.Courses;

/// <summary>Courses as programs read them.</summary>
internal static class CourseViews
{
    public static CourseSummary ToSummary(this Course course) => new()
    {
        Id = course.Id,
        Institution = course.InstitutionId,
        Version = course.Version,
        TitleJa = course.Title.Ja,
        TitleEn = course.Title.En,
        Level = NameOf(course.Level),
        Minutes = course.Minutes,
        Languages = course.Languages,
    };

    /// <param name="progress">The reader's; of nobody when they are not signed in.</param>
    public static CourseView ToView(this Course course, CourseProgress? progress) => new()
    {
        Id = course.Id,
        Institution = course.InstitutionId,
        Version = course.Version,
        TitleJa = course.Title.Ja,
        TitleEn = course.Title.En,
        SummaryJa = course.Summary.Ja,
        SummaryEn = course.Summary.En,
        Level = NameOf(course.Level),
        Minutes = course.Minutes,
        Languages = course.Languages,
        Prerequisites = course.Prerequisites,
        Topics = course.Topics,
        Lessons = [.. course.Lessons.Select(lesson => new LessonStep(
            lesson.Id, lesson.Title.Ja, lesson.Title.En, lesson.Minutes, progress?.Read.Contains(lesson.Id) == true, lesson.HasQuiz ? progress?.QuizPassed(lesson) == true : null))],
        Practical = course.Practical is not { } practical ? null : new(
            practical.Recipe, practical.Minutes, practical.Inputs, [.. practical.Passes.Select(bound => bound.ToString())], [.. (progress?.Attempts ?? []).Select(ToView)]),
        CompletedAt = progress?.Enrolment?.CompletedAt,
    };

    public static AttemptView ToView(this PracticalAttempt attempt) => new(
        attempt.JobId, attempt.State.ToString().ToLowerInvariant(), attempt.AllocationId, attempt.Artefact, attempt.StartedAt, attempt.CheckedAt,
        [.. attempt.Findings.Select(finding => new FindingView(finding.What.ToString(), finding.Found, finding.Holds))]);

    /// <summary>The answers stay here.</summary>
    public static QuizView ToQuiz(this Lesson lesson, Course course) => new(
        [.. lesson.In(CultureInfo.CurrentUICulture).Questions.Select(question => new QuestionView(question.Text, question.Choices, question.Answers.Count > 1))], course.PassMark);

    public static QuizResultView ToView(this QuizGrade grade, Lesson lesson) => new(
        grade.Passed, [.. grade.Answered.Zip(lesson.In(CultureInfo.CurrentUICulture).Questions, (right, question) => new AnsweredQuestion(right, question.Explanation))]);

    private static string NameOf(CourseLevel level) => level.ToString().ToLowerInvariant();
}
