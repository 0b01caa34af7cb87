using System.Globalization;

namespace Tsumugi.Hub.Calendar;

/// <summary>Times as they stand on a Japanese clock, which has no daylight-saving time.</summary>
internal static class JapanTime
{
    public const string Written = "yyyy-MM-dd HH:mm";

    public static DateTimeOffset Of(DateTime instant) => new DateTimeOffset(instant.ToUniversalTime(), TimeSpan.Zero).ToOffset(FiscalYear.Japan);

    /// <summary>The day on which it is then.</summary>
    public static DateOnly Day(DateTime instant) => DateOnly.FromDateTime(Of(instant).DateTime);

    /// <summary>The first instant after a day, UTC.</summary>
    public static DateTime EndOf(DateOnly day) => new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), FiscalYear.Japan).UtcDateTime;

    public static string Text(DateTime instant) => Of(instant).ToString(Written, CultureInfo.InvariantCulture);

    /// <param name="text">As <see cref="Written"/>, or with a T between day and time as browsers send it.</param>
    public static bool TryRead(string? text, out DateTime instant)
    {
        var read = DateTime.TryParseExact(text?.Trim(), (string[])[Written, "yyyy-MM-ddTHH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var there);
        instant = DateTime.SpecifyKind(there - (read ? FiscalYear.Japan : default), DateTimeKind.Utc);
        return read;
    }
}
