namespace Tsumugi.Ui.Components;

/// <summary>Ids of elements, the same on every rendering so that links and tests can rely on them.</summary>
public static class ElementId
{
    /// <example><c>From("table", "Public models") == "table-public-models"</c></example>
    public static string From(string prefix, string words)
    {
        var letters = words.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ').ToArray();
        return string.Join('-', [prefix, .. new string(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
