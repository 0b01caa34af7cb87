using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Datasets.Pages.History;

/// <summary>One file that differs between two states of a repository.</summary>
/// <param name="Before">Null when it was added.</param>
/// <param name="After">Null when it was removed.</param>
public sealed record FileChange(string Path, RevisionFile? Before, RevisionFile? After)
{
    /// <summary>In ordinal order of the paths.</summary>
    public static IReadOnlyList<FileChange> Between(IEnumerable<RevisionFile> old, IEnumerable<RevisionFile> files)
    {
        var before = old.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var after = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        return [.. before.Keys.Union(after.Keys)
            .Select(path => new FileChange(path, before.GetValueOrDefault(path), after.GetValueOrDefault(path)))
            .Where(change => change.Before?.Hash != change.After?.Hash)
            .OrderBy(change => change.Path, StringComparer.Ordinal)];
    }
}
