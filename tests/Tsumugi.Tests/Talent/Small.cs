namespace Tsumugi.Tests.Talent;

/// <summary>A course of one lesson with one question.</summary>
internal static class Small
{
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["course.md"] = """
            ---
            id: small
            title: 小さなコース
            summary: 試験のためのコース
            level: beginner
            languages: [ja]
            authors: [佐藤花子]
            licence: CC-BY-4.0
            objectives: [試せる]
            topics: [topic_0080]
            lessons: [one]
            ---
            """,
        ["one.ja.md"] = """
            ---
            title: 授業
            minutes: 12
            quiz:
              - question: どちら？
                choices: [左, 右]
                answers: [2]
                explanation: だから。
            ---
            # 見出し

            本文 <script>alert(1)</script>
            """,
    };

    /// <summary>With a practical that the probe's recipe runs.</summary>
    public static Dictionary<string, string> WithPractical(string recipe, string input, string node, string bound) => new(Files)
    {
        ["course.md"] = Files["course.md"].Replace("lessons: [one]", $"lessons: [one]\npractical:\n  recipe: {recipe}\n  minutes: 1\n  inputs:\n    {input}: {node}\n  passes:\n    - {bound}", StringComparison.Ordinal),
        ["practical.ja.md"] = "実行してください。",
    };
}
