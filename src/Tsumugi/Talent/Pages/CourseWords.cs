using Tsumugi.Hub.Language;
using Tsumugi.Talent.Courses;
using Tsumugi.Ui.Components;

namespace Tsumugi.Talent.Pages;

/// <summary>Words for courses, the same on every page.</summary>
internal static class CourseWords
{
    public static Words Level(CourseLevel level) => level switch
    {
        CourseLevel.Beginner => new("入門", "Beginner"),
        CourseLevel.Intermediate => new("中級", "Intermediate"),
        CourseLevel.Advanced => new("上級", "Advanced"),
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    public static Words Time(int minutes) => minutes < 60 ? new($"{minutes} 分", $"{minutes} min")
        : minutes % 60 == 0 ? new($"{minutes / 60} 時間", $"{minutes / 60} h") : new($"{minutes / 60} 時間 {minutes % 60} 分", $"{minutes / 60} h {minutes % 60} min");

    public static Words Languages(Course course) => new(
        string.Join("・", course.Languages.Select(language => language == "ja" ? "日本語" : "英語")), string.Join(", ", course.Languages.Select(language => language == "ja" ? "Japanese" : "English")));

    public static IReadOnlyList<Crumb> Crumbs(Course course) => [new("/courses", new("人材育成", "Learn")), new($"/courses/{course.Id}", course.Title)];
}
