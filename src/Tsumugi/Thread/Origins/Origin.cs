namespace Tsumugi.Thread.Origins;

/// <summary>Which nodes are origins: those whose conditions follow into whatever was made from them.</summary>
public static class Origin
{
    /// <summary>A revision of a dataset stands for itself, since one may be withdrawn and the next not; a model for all its revisions; a sample has none.</summary>
    /// <returns>The origin that a node is, or null.</returns>
    public static string? Of(string node) =>
        node.StartsWith("dataset:", StringComparison.Ordinal) ? node
        : node.StartsWith("sample:", StringComparison.Ordinal) ? node
        : node.StartsWith("model:", StringComparison.Ordinal) ? NodeRef.Parse(node).Whole.ToString()
        : null;

    /// <summary>People and institutions act; they are not made from data, whatever they are tied to.</summary>
    public static bool IsMade(string node) =>
        !node.StartsWith("person:", StringComparison.Ordinal) && !node.StartsWith("institution:", StringComparison.Ordinal);
}
