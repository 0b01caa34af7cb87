using System.Globalization;
using System.Text.Json.Serialization;
using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Courses;

/// <summary>For whom a course is.</summary>
public enum CourseLevel
{
    Beginner,
    Intermediate,
    Advanced,
}

/// <summary>A course as its files say it: see docs/formats/course.md. Everybody may read one.</summary>
public sealed record Course
{
    public const string NodeKind = "course";

    /// <summary>Short name in addresses.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is; null for one that ships with the hub.</summary>
    public string? InstitutionId { get; init; }

    /// <summary>1, 2, 3 …</summary>
    public int Version { get; init; } = 1;

    /// <summary>When this version came in; null for one that ships with the hub.</summary>
    public DateTime? BroughtAt { get; init; }

    public required Words Title { get; init; }

    public required Words Summary { get; init; }

    /// <summary>Markdown, in the languages of the course one after the other.</summary>
    public required string About { get; init; }

    public required CourseLevel Level { get; init; }

    /// <summary>ISO 639-1: <c>ja</c>, <c>en</c>, or both.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    public required IReadOnlyList<string> Authors { get; init; }

    /// <summary>SPDX identifier.</summary>
    public required string Licence { get; init; }

    /// <summary>What somebody can do afterwards.</summary>
    public required IReadOnlyList<Words> Objectives { get; init; }

    /// <summary>Courses to complete before.</summary>
    public required IReadOnlyList<string> Prerequisites { get; init; }

    /// <summary>EDAM topics, for example <c>topic_0080</c>.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Per cent of a quiz's questions to answer rightly.</summary>
    public required int PassMark { get; init; }

    /// <summary>In the order in which they are read.</summary>
    public required IReadOnlyList<Lesson> Lessons { get; init; }

    /// <summary>Null for a course without one.</summary>
    public Practical? Practical { get; init; }

    [JsonIgnore]
    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    /// <summary>Of all lessons and the practical.</summary>
    [JsonIgnore]
    public int Minutes => Lessons.Sum(lesson => lesson.Minutes) + (Practical?.Minutes ?? 0);

    public Lesson? FindLesson(string id) => Lessons.FirstOrDefault(lesson => lesson.Id == id);
}

/// <param name="Id">Name of its files without language and ending.</param>
/// <param name="Texts">Language → text; the same questions with the same right answers in each.</param>
public sealed record Lesson(string Id, int Minutes, IReadOnlyDictionary<string, LessonText> Texts)
{
    [JsonIgnore]
    public bool HasQuiz => Texts.Values.First().Questions.Count > 0;

    /// <summary>In the reader's language, or in the one there is.</summary>
    public LessonText In(CultureInfo culture) => Spoken(Texts, culture);

    [JsonIgnore]
    public Words Title => new(In(Ja).Title, In(En).Title);

    internal static readonly CultureInfo Ja = CultureInfo.GetCultureInfo("ja");

    internal static readonly CultureInfo En = CultureInfo.GetCultureInfo("en");

    internal static T Spoken<T>(IReadOnlyDictionary<string, T> texts, CultureInfo culture) =>
        texts.TryGetValue(culture.TwoLetterISOLanguageName, out var spoken) ? spoken : texts.Values.First();
}

/// <param name="Body">Markdown.</param>
public sealed record LessonText(string Title, string Body, IReadOnlyList<Question> Questions);

/// <param name="Answers">Numbers of the right choices, from 1.</param>
/// <param name="Explanation">Shown once the question was answered.</param>
public sealed record Question(string Text, IReadOnlyList<string> Choices, IReadOnlyList<int> Answers, string Explanation)
{
    public bool IsRight(IReadOnlyCollection<int> chosen) => chosen.Count == Answers.Count && Answers.All(chosen.Contains);
}

/// <summary>A real job that the learner runs, and what its artefact must show.</summary>
public sealed record Practical
{
    public required int Minutes { get; init; }

    public required string Recipe { get; init; }

    /// <summary>Input → <c>dataset:institution/name</c>, a model likewise, or <c>practical:course</c> for what the learner made in another course's practical.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    public required IReadOnlyList<MetricBound> Passes { get; init; }

    /// <summary>Language → Markdown.</summary>
    public required IReadOnlyDictionary<string, string> Tasks { get; init; }

    public string TaskIn(CultureInfo culture) => Lesson.Spoken(Tasks, culture);
}

/// <summary>What one measure of the artefact must be.</summary>
/// <param name="Measure">A fact of the model's revision, for example <c>validationLoss</c>, or head and measure on the held-out items, for example <c>fitness spearman</c>.</param>
public sealed record MetricBound(string Measure, double? AtLeast, double? AtMost)
{
    public bool Holds(double value) => value >= (AtLeast ?? double.NegativeInfinity) && value <= (AtMost ?? double.PositiveInfinity);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Measure}{(AtLeast is { } least ? $" ≥ {least}" : "")}{(AtMost is { } most ? $" ≤ {most}" : "")}");
}
