using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Talent.Learning;

/// <summary>A learner answers the quiz of a lesson. Only the hub knows the answers; a quiz may be tried as often as one likes.</summary>
/// <param name="Chosen">For each question the numbers of the choices, from 1.</param>
public sealed record AnswerQuiz(string CourseId, string LessonId, IReadOnlyList<IReadOnlyList<int>> Chosen)
{
    public async Task<Outcome<QuizGrade>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var found = await FindCourse.LessonAsync(db, CourseId, LessonId, stop);
        if (found.Refused)
            return found.Refusal!;
        var (course, lesson) = found.Value;
        if (!lesson.HasQuiz)
            return Gate.NoSuch(new($"授業 {LessonId} の確認テスト", $"a quiz of the lesson {LessonId}"));
        var graded = Decide(course, lesson, Chosen);
        if (graded.Refused)
            return graded;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var enrolment = await Enrol.StageAsync(db, course, caller, null, now, stop);
        var kept = await db.Set<QuizResult>().FindAsync([caller.PersonId, CourseId, LessonId], stop);
        if (kept is null)
            db.Add(kept = new() { PersonId = caller.PersonId!, CourseId = CourseId, LessonId = LessonId });
        kept.Tries++;
        (kept.Right, kept.Of) = (Math.Max(kept.Right, graded.Value.Right), graded.Value.Answered.Count);
        if (graded.Value.Passed && kept.PassedAt is null)
        {
            kept.PassedAt = now;
            // How well somebody did is between them and their teacher: the thread says only that it was enough.
            db.Record(new()
            {
                Actor = caller.Node,
                Kind = "quiz.passed",
                Subject = course.Node,
                Facts = new Dictionary<string, object?> { ["lesson"] = LessonId, ["version"] = course.Version },
            });
        }

        await CompleteCourse.SaveAsync(db, course, enrolment, now, stop);
        await transaction.CommitAsync(stop);
        return graded;
    }

    public static Outcome<QuizGrade> Decide(Course course, Lesson lesson, IReadOnlyList<IReadOnlyList<int>> chosen)
    {
        var questions = lesson.Texts.Values.First().Questions;
        var faults = new FieldFaults().Need(chosen.Count == questions.Count, "answers", new($"{questions.Count} 問すべてに答えてください。", $"Answer all {questions.Count} questions."));
        foreach (var (answer, at) in chosen.Take(questions.Count).Select((answer, at) => (answer, at)))
        {
            faults.Need(answer.Count > 0 && answer.All(number => number >= 1 && number <= questions[at].Choices.Count), $"q{at + 1}", new(
                $"{at + 1} 問目の答えを選んでください。", $"Choose an answer to question {at + 1}."));
        }

        if (faults.ToRefusal("bad-answers") is { } refusal)
            return refusal;
        List<bool> right = [.. questions.Zip(chosen).Select(pair => pair.First.IsRight([.. pair.Second.Distinct()]))];
        return new QuizGrade(right, right.Count(one => one) * 100 >= course.PassMark * right.Count);
    }
}

/// <param name="Answered">For each question whether it was answered rightly.</param>
public sealed record QuizGrade(IReadOnlyList<bool> Answered, bool Passed)
{
    public int Right => Answered.Count(one => one);
}
