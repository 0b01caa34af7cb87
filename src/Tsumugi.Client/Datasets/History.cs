using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Client.Datasets;

/// <summary>One line of a repository's history: exactly one of these is set. Pages come before the revisions that name them, parents before their children, names last.</summary>
public sealed record HistoryLine
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public HistoryHead? Head { get; init; }

    public HistoryPage? Page { get; init; }

    public HistoryRevision? Revision { get; init; }

    public HistoryCommit? Commit { get; init; }

    public HistoryRef? Ref { get; init; }
}

/// <param name="Format">The version of this format: 1.</param>
/// <param name="Node">The repository's first name, which is part of its commits' names.</param>
/// <param name="Visibility"><c>Hub</c> or <c>Institution</c>.</param>
/// <param name="Conditions">Data-use conditions, as the hub writes them.</param>
public sealed record HistoryHead(int Format, string Kind, string Id, string Node, string TitleJa, string TitleEn, string Visibility, JsonElement Conditions, string Card, string CardData)
{
    public const int Newest = 1;
}

/// <summary>A part of a list of files that several revisions may share.</summary>
/// <param name="Hash">SHA-256 of the text.</param>
/// <param name="Text">A line per file: <c>sha256 size L|P path</c>; L for what Git keeps by LFS.</param>
public sealed record HistoryPage(string Hash, string Text)
{
    [JsonIgnore]
    public IEnumerable<HistoryFile> Files => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(HistoryFile.Read);
}

public sealed record HistoryFile(string Path, string Sha256, long Size)
{
    /// <exception cref="FormatException">When the line is not <c>sha256 size L|P path</c>.</exception>
    public static HistoryFile Read(string line)
    {
        var parts = line.Split(' ', 4);
        if (parts is not [{ Length: 64 } hash, var size, "L" or "P", { Length: > 0 } path] || !hash.All(char.IsAsciiHexDigitLower)
            || !long.TryParse(size, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var bytes))
            throw new FormatException($"This is no line of a list of files: {line[..Math.Min(line.Length, 100)]}");
        return new(path, hash, bytes);
    }
}

/// <param name="Hash">SHA-256 over its files' hashes, sizes and paths.</param>
/// <param name="Pages">Hashes of its pages, in order.</param>
public sealed record HistoryRevision(string Hash, IReadOnlyList<string> Pages, DateTime CreatedAt, string Person, string? Job, JsonElement Facts);

public sealed record HistoryCommit(string Oid, string? Parent, string Revision, string Title, string Message, string Person, DateTime At);

public sealed record HistoryRef(string Name, bool IsTag, string Oid, string Message);

/// <param name="SameNames">Whether the commits have the names that they had; they have when the repository has its first name again.</param>
public sealed record Restored(string Node, int Commits, int Revisions, int Files, bool SameNames);
