namespace Tsumugi.Client.Talent;

/// <summary>The body of <c>POST /api/v1/courses</c>.</summary>
public sealed record NewCourse
{
    /// <summary>Whose course it is; you are a steward there.</summary>
    public string? Institution { get; init; }

    /// <summary>File's name, without folder → its text: see docs/formats/course.md.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }
}

public record CourseSummary
{
    public required string Id { get; init; }

    /// <summary>Null for a course that ships with the hub.</summary>
    public required string? Institution { get; init; }

    public required int Version { get; init; }

    public required string TitleJa { get; init; }

    public required string TitleEn { get; init; }

    /// <summary><c>beginner</c>, <c>intermediate</c> or <c>advanced</c>.</summary>
    public required string Level { get; init; }

    /// <summary>Of all lessons and the practical.</summary>
    public required int Minutes { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }
}

/// <summary>What there is to learn, and how far you are.</summary>
public sealed record CourseView : CourseSummary
{
    public required string SummaryJa { get; init; }

    public required string SummaryEn { get; init; }

    public required IReadOnlyList<string> Prerequisites { get; init; }

    /// <summary>EDAM topics.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    public required IReadOnlyList<LessonStep> Lessons { get; init; }

    /// <summary>Null for a course without one.</summary>
    public required PracticalStep? Practical { get; init; }

    /// <summary>When you completed it; null while you have not, or are not signed in.</summary>
    public required DateTime? CompletedAt { get; init; }
}

/// <param name="QuizPassed">Null where there is no quiz.</param>
public sealed record LessonStep(string Id, string TitleJa, string TitleEn, int Minutes, bool Read, bool? QuizPassed);

public sealed record PracticalStep(string Recipe, int Minutes, IReadOnlyDictionary<string, string> Inputs, IReadOnlyList<string> Passes, IReadOnlyList<AttemptView> Attempts);

/// <summary>One job of yours for a practical.</summary>
/// <param name="State"><c>running</c>, <c>passed</c> or <c>failed</c>.</param>
/// <param name="Artefact">Node with revision of the model that was made.</param>
public sealed record AttemptView(string Job, string State, string? Allocation, string? Artefact, DateTime StartedAt, DateTime? CheckedAt, IReadOnlyList<FindingView> Findings);

public sealed record FindingView(string What, string Found, bool Holds);

/// <summary>The questions of a quiz, without their answers.</summary>
public sealed record QuizView(IReadOnlyList<QuestionView> Questions, int PassMark);

/// <param name="Several">More than one choice is right.</param>
public sealed record QuestionView(string Question, IReadOnlyList<string> Choices, bool Several);

/// <param name="Answers">For each question the numbers of the choices, from 1.</param>
public sealed record QuizAnswers(IReadOnlyList<IReadOnlyList<int>>? Answers);

public sealed record QuizResultView(bool Passed, IReadOnlyList<AnsweredQuestion> Questions);

public sealed record AnsweredQuestion(bool Right, string Explanation);

/// <param name="Institution">In whose name the job runs.</param>
public sealed record PracticalRequest(string? Institution);

/// <param name="Name">A name or a pseudonym, which everybody will see.</param>
/// <param name="Agreed">That they may.</param>
public sealed record BadgeRequest(string? Name, bool Agreed);

/// <param name="Reason">Public; not needed to take back your own.</param>
public sealed record BadgeRevocation(string? Reason);

public sealed record BadgeView(string Id, string Course, int Version, DateTime IssuedAt, string? Name, DateTime? RevokedAt, string? RevokedFor);
