using System.CommandLine;
using Tsumugi.Client.Talent;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class CourseCommands
{
    private static readonly Argument<string> Id = new("course") { Description = "The course's short name / コースの名前" };

    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "With course.md and its lessons / course.md と授業のあるフォルダー" };

    private static readonly Option<string> Institution = new("--institution") { Description = "Whose course it is / 提供する研究機関", Required = true };

    public static Command Make() => new("course", "Courses / コース") { List(), Show(), Bring() };

    private static Command List()
    {
        var command = new Command("list", "All courses / コースの一覧");
        command.Runs((hub, _, stop) => hub.CoursesAsync(stop), courses =>
        {
            foreach (var course in courses)
                Console.WriteLine($"{course.Id,-32} {course.Level,-12} {course.Minutes,4} {T("分", "min")}  {T(course.TitleJa, course.TitleEn)}");
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One course, and how far you are / コースの内容と自分の進み具合") { Id };
        command.Runs((hub, parsed, stop) => hub.CourseAsync(parsed.GetValue(Id)!, stop), Describe);
        return command;
    }

    private static Command Bring()
    {
        var command = new Command("bring", "Bring a course, or a new version of one (stewards) / コースを持ち込む・新しい版にする（機関の管理者）") { Folder, Institution };
        command.Runs(
            async (hub, parsed, stop) => await hub.BringCourseAsync(new() { Institution = parsed.GetValue(Institution), Files = await ReadAsync(parsed.GetValue(Folder)!, stop) }, stop),
            made => Console.WriteLine($"course:{made.Id}  {T($"第 {made.Version} 版", $"version {made.Version}")}  {T(made.TitleJa, made.TitleEn)}"));
        return command;
    }

    private static async Task<Dictionary<string, string>> ReadAsync(DirectoryInfo folder, CancellationToken stop)
    {
        var files = new Dictionary<string, string>();
        foreach (var file in folder.EnumerateFiles("*.md"))
            files[file.Name] = await File.ReadAllTextAsync(file.FullName, stop);
        return files;
    }

    private static void Describe(CourseView course)
    {
        Console.WriteLine($"{course.Id}  {T(course.TitleJa, course.TitleEn)}");
        Console.WriteLine(T(course.SummaryJa, course.SummaryEn));
        foreach (var lesson in course.Lessons)
        {
            var quiz = lesson.QuizPassed is { } passed ? passed ? T("合格", "passed") : T("未", "open") : "—";
            Console.WriteLine($"  {(lesson.Read ? "✓" : " ")} {lesson.Id,-28} {lesson.Minutes,4} {T("分", "min")}  {T("確認テスト", "quiz")}: {quiz}  {T(lesson.TitleJa, lesson.TitleEn)}");
        }

        if (course.Practical is { } practical)
        {
            Console.WriteLine($"  {T("実習", "practical")}: {practical.Recipe}  {string.Join(", ", practical.Passes)}");
            foreach (var attempt in practical.Attempts)
            {
                Console.WriteLine($"    {attempt.Job}  {attempt.State}  {attempt.Artefact}");
                foreach (var finding in attempt.Findings)
                    Console.WriteLine($"      {(finding.Holds ? "✓" : "✗")} {finding.What}: {finding.Found}");
            }
        }

        if (course.CompletedAt is { } completed)
            Console.WriteLine($"{T("修了", "Completed")}: {completed:u}");
    }
}
