namespace Tsumugi.Hub;

internal static class TypedText
{
    /// <returns>What somebody typed, without the spaces around it; null when that is nothing.</returns>
    public static string? OrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
