using System.Text.RegularExpressions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions;

/// <summary>Names that stand in addresses: institutions, people, repositories.</summary>
public static partial class ShortName
{
    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    /// <returns>Why the name cannot be used, or null.</returns>
    public static Words? Fault(string? name) => IsValid(name) ? null : Rule;

    public static Refusal Refused(string field, string? name) => Refusal.Invalid(
        "bad-name",
        new($"名前「{name}」は使えません（{field}）。", $"The name '{name}' cannot be used ({field})."),
        Rule);

    private static Words Rule { get; } = new(
        "英小文字・数字・ハイフン・ピリオド・下線で 2〜64 文字、先頭と末尾は英数字にしてください。",
        "Use 2 to 64 lower-case letters, digits, hyphens, full stops or underscores, beginning and ending with a letter or digit.");

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9._-]{0,62})[a-z0-9]$", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
