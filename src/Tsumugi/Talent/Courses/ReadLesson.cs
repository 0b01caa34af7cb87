using Tsumugi.Hub;

namespace Tsumugi.Talent.Courses;

/// <summary>Reads one lesson in all languages of its course; its quiz must ask the same in each.</summary>
internal static class ReadLesson
{
    /// <returns>Null when none of its files can be read.</returns>
    public static Lesson? Run(string name, IReadOnlyList<string> languages, IReadOnlyDictionary<string, string> files, FrontMatter course, FieldFaults faults)
    {
        var texts = new Dictionary<string, LessonText>();
        var minutes = new List<int>();
        foreach (var (language, file, text) in Versions(name, languages, files, course))
        {
            if (FrontMatter.Read(file, text, faults) is not var (fields, body))
                continue;
            var questions = fields.Many("quiz", required: false).Select(Question).ToList();
            texts[language] = new(fields.Text("title", most: 200) ?? "", body, questions);
            minutes.Add(fields.Whole("minutes", 1, 1000));
            fields.RefuseOthers();
            if (body.Length == 0)
                fields.Fault("title", new("授業の本文がありません。", "The lesson has no text."));
            if (!Same(questions, texts.Values.First().Questions))
                fields.Fault("quiz", new("問題の数・選択肢の数・正解を、どの言語でも同じにしてください。", "Each language must have as many questions, as many choices and the same answers."));
            if (minutes[^1] != minutes[0])
                fields.Fault("minutes", new("どの言語でも同じにしてください。", "It must be the same in each language."));
        }

        return texts.Count == 0 ? null : new(name, minutes[0], texts);
    }

    /// <summary>The files of one name in each language; a missing one is a fault.</summary>
    public static IEnumerable<(string Language, string File, string Text)> Versions(string name, IReadOnlyList<string> languages, IReadOnlyDictionary<string, string> files, FrontMatter course)
    {
        foreach (var language in languages)
        {
            var file = $"{name}.{language}.md";
            if (files.TryGetValue(file, out var text))
                yield return (language, file, text);
            else
                course.Fault(course.Has("lessons") ? "lessons" : "recipe", new($"{file} がありません。", $"There is no {file}."));
        }
    }

    private static Question Question(FrontMatter fields)
    {
        var choices = fields.Texts("choices");
        var answers = fields.Texts("answers").Select(text => int.TryParse(text, out var number) ? number : 0).ToList();
        if (choices.Count < 2)
            fields.Fault("choices", new("選択肢は 2 つ以上にしてください。", "Give at least two choices."));
        if (answers.Any(answer => answer < 1 || answer > choices.Count) || answers.Distinct().Count() < answers.Count)
            fields.Fault("answers", new($"正解の番号を 1 から {choices.Count} で並べてください。", $"List numbers of right choices, from 1 to {choices.Count}."));
        var question = new Question(fields.Text("question", most: 1000) ?? "", choices, answers, fields.Text("explanation", most: 2000) ?? "");
        fields.RefuseOthers();
        return question;
    }

    private static bool Same(List<Question> left, IReadOnlyList<Question> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => pair.First.Choices.Count == pair.Second.Choices.Count && pair.First.Answers.Order().SequenceEqual(pair.Second.Answers.Order()));
}
