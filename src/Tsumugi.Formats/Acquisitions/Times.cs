using System.Globalization;

namespace Tsumugi.Formats.Acquisitions;

/// <summary>Times as headers write them.</summary>
internal static class Times
{
    /// <returns>UTC where a zone is named, else of unspecified kind; null when it is no time.</returns>
    public static DateTime? Parse(string? text, params ReadOnlySpan<string> formats)
    {
        foreach (var format in formats)
        {
            if (DateTime.TryParseExact(text?.Trim(), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact))
                return exact;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var zoned)
            ? HasZone(text!) ? zoned.UtcDateTime : DateTime.SpecifyKind(zoned.DateTime, DateTimeKind.Unspecified)
            : null;
    }

    private static bool HasZone(string text)
    {
        var time = text.IndexOf('T', StringComparison.Ordinal);
        return text.TrimEnd().EndsWith('Z') || (time > 0 && text.AsSpan(time).IndexOfAny('+', '-') > 0);
    }
}
