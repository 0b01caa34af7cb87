using System.Globalization;

namespace Tsumugi.Instruments.Equipment;

/// <summary>From the clock on an instrument's wall to the instant that is meant, and back; right on the days on which clocks are put forward or back.</summary>
public static class LocalTime
{
    public const string Written = "yyyy-MM-dd HH:mm";

    private static readonly string[] Forms = [Written, "yyyy-MM-ddTHH:mm"];

    /// <returns>False for what is no time.</returns>
    public static bool TryRead(string? text, out DateTime local) => DateTime.TryParseExact(text?.Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);

    public static string Text(TimeZoneInfo zone, DateTime instant) => TimeZoneInfo.ConvertTimeFromUtc(instant, zone).ToString(Written, CultureInfo.InvariantCulture);

    /// <summary>Whether the clock never shows this time, because it is put forward over it.</summary>
    public static bool IsSkipped(TimeZoneInfo zone, DateTime local) => zone.IsInvalidTime(local);

    /// <summary>The instant of a time on the clock, in UTC.</summary>
    /// <remarks>
    /// A time that comes twice means the first one, and one that is skipped is counted on from before the gap (RFC 5545, 3.3.5).
    /// </remarks>
    /// <param name="second">For a time that comes twice: the second one, which an opening hour's end means.</param>
    public static DateTime ToInstant(TimeZoneInfo zone, DateTime local, bool second = false)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = zone.IsAmbiguousTime(local)
            ? (second ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetAmbiguousTimeOffsets(local).Max())
            : zone.IsInvalidTime(local) ? zone.GetUtcOffset(local.AddHours(-3)) : zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }
}
