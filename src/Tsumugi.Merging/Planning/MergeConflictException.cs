namespace Tsumugi.Merging.Planning;

/// <summary>Models that do not fit together, found before any number is read; the message names tensors and models.</summary>
public sealed class MergeConflictException(IReadOnlyList<string> conflicts)
    : Exception($"The models cannot be merged: {string.Join("; ", conflicts.Take(Told))}{(conflicts.Count > Told ? $"; and {conflicts.Count - Told} more" : "")}.")
{
    private const int Told = 20;

    public IReadOnlyList<string> Conflicts => conflicts;
}
