using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Talent.Courses;

namespace Tsumugi.Tests.Talent;

/// <summary>The files of a course: what ships can be read, and what is wrong is said at once with file and line.</summary>
public sealed class ReadCourseTests
{
    private static readonly string[] Both = ["ja", "en"];

    [Fact]
    public void Shipped_courses_haveLessonsAndQuizzesInBothLanguages_andAPractical()
    {
        Assert.Equal(["finetune-protein", "sequences-to-embeddings"], ShippedCourses.All.Select(course => course.Id).Order(StringComparer.Ordinal));
        foreach (var course in ShippedCourses.All)
        {
            Assert.Equal(4, course.Lessons.Count);
            Assert.All(course.Lessons, lesson => Assert.Equal(Both, lesson.Texts.Keys));
            Assert.All(course.Lessons, lesson => Assert.Equal(3, lesson.Texts["ja"].Questions.Count));
            Assert.NotNull(course.Practical);
            Assert.Null(BringCourse.Check(course, null!, ShippedCourses.All, new Dictionary<string, Words>()));
        }
    }

    [Fact]
    public void Course_ofOneLanguage_isRead()
    {
        var course = ReadCourse.Run(Small.Files).Value;
        Assert.Equal(("small", "小さなコース", 12), (course.Id, course.Title.En, course.Minutes));
        Assert.Equal([2], course.Lessons[0].Texts["ja"].Questions[0].Answers);
        Assert.Equal(80, course.PassMark);
    }

    public static TheoryData<string, string, string, string> Faults() => new()
    {
        { "course.md", "level: beginner", "level: easy", "course.md:5" },
        { "course.md", "licence: CC-BY-4.0", "licence: CC-BY-4.0\ncolour: red", "course.md:9" },
        { "course.md", "topics: [topic_0080]", "topics: [genes]", "course.md:10" },
        { "course.md", "lessons: [one]", "lessons: [one, two]", "course.md:11" },
        { "course.md", "title: 小さなコース", "title: a: b", "course.md:3" },
        { "course.md", "title: 小さなコース", "title: [a", "course.md:2" },
        { "one.ja.md", "minutes: 12", "minutes: long", "one.ja.md:3" },
        { "one.ja.md", "answers: [2]", "answers: [3]", "one.ja.md:7" },
        { "one.ja.md", "explanation: だから。", "explanations: だから。", "one.ja.md:8" },
        { "one.ja.md", "---\ntitle", "title", "one.ja.md:1" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_isNamedWithFileAndLine(string file, string sound, string wrong, string place)
    {
        var files = new Dictionary<string, string>(Small.Files) { [file] = Small.Files[file].Replace(sound, wrong, StringComparison.Ordinal) };
        Assert.NotEqual(Small.Files[file], files[file]);
        var refusal = ReadCourse.Run(files).Refusal!;
        Assert.Equal("bad-course", refusal.Code);
        Assert.Contains(place, refusal.Fields.Keys);
    }

    [Fact]
    public void Faults_ofSeveralFiles_areSaidAtOnce()
    {
        var files = new Dictionary<string, string>(Small.Files)
        {
            ["course.md"] = Small.Files["course.md"].Replace("level: beginner", "level: easy", StringComparison.Ordinal),
            ["one.ja.md"] = Small.Files["one.ja.md"].Replace("minutes: 12", "minutes: 0", StringComparison.Ordinal),
            ["stray.md"] = "text",
        };
        Assert.Equal(["course.md:5", "one.ja.md:3", "stray.md:1"], ReadCourse.Run(files).Refusal!.Fields.Keys);
    }

    [Fact]
    public void Nothing_isRefusedNotThrown() => Assert.Equal("bad-course", ReadCourse.Run(new Dictionary<string, string>()).Refusal!.Code);

    [Fact]
    public void Prerequisites_inACircle_areRefusedWithTheCircle()
    {
        var known = new[] { Of("a", "b"), Of("b", "c"), Of("c") };
        var refusal = Check(Of("c", "a"), known)!;
        Assert.Contains("c → a → b → c", refusal.Fields["prerequisites"].En, StringComparison.Ordinal);
        Assert.Contains("a → a", Check(Of("a", "a"), known)!.Fields["prerequisites"].Ja, StringComparison.Ordinal);
        Assert.Equal(["prerequisites.d"], Check(Of("a", "d"), known)!.Fields.Keys);
        Assert.Null(Check(Of("a", "c"), known));
    }

    private static Refusal? Check(Course course, IReadOnlyList<Course> known) => BringCourse.Check(course, "lab", known, new Dictionary<string, Words>());

    private static Course Of(string id, params string[] prerequisites) => ReadCourse.Run(Small.Files).Value with { Id = id, InstitutionId = "lab", Prerequisites = prerequisites };
}
