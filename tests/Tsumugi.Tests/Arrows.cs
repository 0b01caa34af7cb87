using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Tsumugi.Tests;

/// <param name="Path">Inside src/Tsumugi, with slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The folder below src/Tsumugi, or null for a file beside the rooms.</summary>
    public string? Room => Path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? Path[..slash] : null;
}

/// <summary>Which room may use which, and who does otherwise: each room uses rooms of the levels before its own.</summary>
internal static partial class Arrows
{
    private static readonly string[][] Levels =
    [
        ["Thread"], ["Institutions"], ["Ethics"], ["Projects", "Talent", "Instruments"], ["Datasets", "Compute"],
        ["Models"], ["UseCases"], ["Evaluation"], ["Federation"],
    ];

    private static readonly string[] ForAll = ["Hub", "Ui", "Client", "Formats", "Merging", "Federating"];

    public static readonly FrozenSet<string> Rooms = Levels.SelectMany(level => level).Concat(["Hub", "Ui"]).ToFrozenSet();

    /// <summary>One line for each use that the table does not allow.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyList<SourceFile> files)
    {
        var names = files.Where(file => file.Room is not null)
            .SelectMany(file => Names(file).Select(name => (file.Room, name))).ToHashSet();
        return
        [
            .. from file in files
               from used in Uses(file, names).Distinct()
               where used != file.Room && !May(file, used)
               select $"{file.Path} uses {used}",
        ];
    }

    private static bool May(SourceFile file, string used) => file switch
    {
        { Path: "HubApplication.cs" } => Rooms.Contains(used) || used is "Client" or "Formats",
        { Path: "_Imports.razor" } => used is "Hub" or "Ui",
        { Room: "Hub" } => used is "Client" or "Formats" || (used == "Thread" && file.Path.StartsWith("Hub/Storage/", StringComparison.Ordinal)),
        { Room: "Ui" } => used is "Hub" or "Thread" or "Ethics" or "Client",
        { Room: "Compute" } when used == "Datasets" => true,
        { Room: "Instruments" } when used is "Projects" or "Talent" => true,
        { Room: { } room } when LevelOf(room) is >= 0 and var level =>
            ForAll.Contains(used) || (LevelOf(used) is >= 0 and var other && other < level),
        _ => false,
    };

    private static int LevelOf(string room) => Array.FindIndex(Levels, level => level.Contains(room));

    private static IEnumerable<string> Uses(SourceFile file, HashSet<(string?, string)> names)
    {
        var code = Comment().Replace(file.Text, match => match.Value[0] is '"' or '\'' ? match.Value : " ");
        foreach (Match match in Qualified().Matches(code))
            yield return match.Groups[1].Value;

        // Inside the hub's namespace `Datasets.Revision` is a qualified name, too, when the room has that name.
        foreach (Match match in Relative().Matches(code))
        {
            if (names.Contains((match.Groups[1].Value, match.Groups[2].Value)))
                yield return match.Groups[1].Value;
        }
    }

    /// <summary>Folders and types that the file gives its room.</summary>
    private static IEnumerable<string> Names(SourceFile file) => file.Path.Split('/')[1..^1]
        .Append(Path.GetFileNameWithoutExtension(file.Path))
        .Concat(Declared().Matches(file.Text).Select(match => match.Groups[1].Value));

    [GeneratedRegex("\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])'|//[^\n]*|/\\*.*?\\*/|@\\*.*?\\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bTsumugi\.(\w+)")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"(?<![\w.""/])([A-Z]\w+)\.([A-Z]\w+)")]
    private static partial Regex Relative();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum|record struct|record class)\s+([A-Z]\w+)")]
    private static partial Regex Declared();
}
