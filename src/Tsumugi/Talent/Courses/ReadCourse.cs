using System.Text.RegularExpressions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Talent.Courses;

/// <summary>Reads the files of a course, and says all of what is wrong with them, each with its file and line.</summary>
public static partial class ReadCourse
{
    public const string MainFile = "course.md";

    private const int MostFiles = 200;
    private const int MostText = 4 << 20;
    private const string PracticalFile = "practical";

    private static readonly string[] Known = ["ja", "en"];

    /// <param name="files">File's name, without folder → its text.</param>
    public static Outcome<Course> Run(IReadOnlyDictionary<string, string> files)
    {
        if (files.Count > MostFiles || files.Values.Sum(text => (long)text.Length) > MostText)
        {
            return Refusal.Invalid(
                "course-too-large", new($"コースは {MostFiles} ファイル、{MostText:N0} 文字までです。", $"A course may have {MostFiles} files and {MostText:N0} characters."),
                new("大きなコースは分けてください。", "Split it into several courses."));
        }

        var faults = new FieldFaults();
        faults.Need(files.ContainsKey(MainFile), FrontMatter.Place(MainFile, 1), new($"{MainFile} がありません。", $"There is no {MainFile}."));
        var course = files.TryGetValue(MainFile, out var main) && FrontMatter.Read(MainFile, main, faults) is { } read ? Make(read.Fields, read.Body, files, faults) : null;
        return faults.ToRefusal("bad-course") is { } refusal ? refusal with
        {
            Remedy = new("挙げた行を直してください。使える項目は docs/formats/course.md にあります。", "Mend the lines named; docs/formats/course.md lists the fields."),
        } : course!;
    }

    private static Course Make(FrontMatter fields, string about, IReadOnlyDictionary<string, string> files, FieldFaults faults)
    {
        IReadOnlyList<string> languages = [.. fields.Texts("languages").Distinct()];
        if (languages.Any(language => !Known.Contains(language)))
            fields.Fault("languages", new("ja と en から選んでください。", "Choose from ja and en."));
        languages = [.. languages.Intersect(Known).DefaultIfEmpty("en")];
        var names = fields.Texts("lessons");
        if (names.Distinct().Count() < names.Count)
            fields.Fault("lessons", new("同じ授業が 2 度あります。", "A lesson is named twice."));
        foreach (var name in names.Where(name => !ShortName.IsValid(name) || name is PracticalFile or "course"))
            fields.Fault("lessons", new($"「{name}」は授業の名前にできません。", $"A lesson cannot be called '{name}'."));
        var course = new Course
        {
            Id = Id(fields),
            Title = fields.Words("title", languages, 200),
            Summary = fields.Words("summary", languages, 1000),
            About = about,
            Level = Level(fields),
            Languages = languages,
            Authors = fields.Texts("authors"),
            Licence = fields.Text("licence", most: 100) ?? "",
            Objectives = fields.WordsList("objectives", languages),
            Prerequisites = fields.Texts("prerequisites", required: false),
            Topics = Topics(fields),
            PassMark = fields.Whole("passMark", 1, 100, otherwise: 80),
            Lessons = [.. names.Distinct().Select(name => ReadLesson.Run(name, languages, files, fields, faults)).OfType<Lesson>()],
            Practical = fields.Within("practical", required: false) is { } practical ? Practical(practical, languages, files, faults) : null,
        };
        fields.RefuseOthers();
        RefuseUnusedFiles(course, names, languages, files, faults);
        return course;
    }

    private static string Id(FrontMatter fields)
    {
        var id = fields.Text("id") ?? "";
        if (id.Length > 0 && ShortName.Fault(id) is { } fault)
            fields.Fault("id", fault);
        return id;
    }

    private static CourseLevel Level(FrontMatter fields)
    {
        var text = fields.Text("level");
        if (!NamedWord.TryRead<CourseLevel>(text, out var level) && text is not null)
            fields.Fault("level", new("beginner、intermediate、advanced から選んでください。", "Choose from beginner, intermediate and advanced."));
        return level;
    }

    private static IReadOnlyList<string> Topics(FrontMatter fields)
    {
        var topics = fields.Texts("topics");
        foreach (var topic in topics.Where(topic => !Topic().IsMatch(topic)))
            fields.Fault("topics", new($"「{topic}」ではなく、EDAM の topic_0080 のように書いてください。", $"Write an EDAM topic such as topic_0080 instead of '{topic}'."));
        return topics;
    }

    private static Practical Practical(FrontMatter fields, IReadOnlyList<string> languages, IReadOnlyDictionary<string, string> files, FieldFaults faults)
    {
        var inputs = new Dictionary<string, string>();
        if (fields.Within("inputs") is { } given)
        {
            foreach (var name in given.Names)
            {
                var text = given.Text(name) ?? "";
                if (!NodeRef.TryParse(text, out var node) || node.Kind is not ("dataset" or "model" or PracticalFile))
                    given.Fault(name, new($"「{text}」ではなく、dataset:機関/名前、model:機関/名前、practical:コース のいずれかで書いてください。", $"Write dataset:institution/name, model:institution/name or practical:course instead of '{text}'."));
                inputs[name] = text;
            }
        }

        var bounds = new List<MetricBound>();
        foreach (var pass in fields.Many("passes"))
        {
            var bound = new MetricBound(pass.Text("measure", most: 200) ?? "", pass.Number("atLeast"), pass.Number("atMost"));
            if (bound is { AtLeast: null, AtMost: null })
                pass.Fault("measure", new("atLeast か atMost が必要です。", "It needs atLeast or atMost."));
            pass.RefuseOthers();
            bounds.Add(bound);
        }

        var made = new Practical
        {
            Minutes = fields.Whole("minutes", 1, 10_000),
            Recipe = fields.Text("recipe", most: 64) ?? "",
            Inputs = inputs,
            Passes = bounds,
            Tasks = ReadLesson.Versions(PracticalFile, languages, files, fields).ToDictionary(one => one.Language, one => one.Text),
        };
        fields.RefuseOthers();
        foreach (var (language, text) in made.Tasks)
            faults.Need(!string.IsNullOrWhiteSpace(text), FrontMatter.Place($"{PracticalFile}.{language}.md", 1), new("課題を書いてください。", "Write the task."));
        return made;
    }

    private static void RefuseUnusedFiles(Course course, IReadOnlyList<string> lessons, IReadOnlyList<string> languages, IReadOnlyDictionary<string, string> files, FieldFaults faults)
    {
        var used = lessons.Concat(course.Practical is null ? [] : [PracticalFile]).SelectMany(name => languages.Select(language => $"{name}.{language}.md")).Append(MainFile).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files.Keys.Where(file => !used.Contains(file)))
            faults.Need(false, FrontMatter.Place(file, 1), new("course.md の lessons にも practical にも languages にも当てはまらないファイルです。", "No lesson, practical or language of course.md names this file."));
    }

    [GeneratedRegex("^topic_[0-9]{4}$", RegexOptions.NonBacktracking)]
    private static partial Regex Topic();
}
