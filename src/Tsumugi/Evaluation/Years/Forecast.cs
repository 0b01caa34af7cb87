using Tsumugi.Hub.Calendar;

namespace Tsumugi.Evaluation.Years;

/// <summary>Where a number will stand at the end of a fiscal year if it goes on as it did so far.</summary>
public static class Forecast
{
    /// <summary>Earlier than this a few days would decide the whole year.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromDays(30);

    /// <summary>Of fewer nobody can say how it goes on.</summary>
    private const long LeastCounted = 10;

    /// <returns>Along a straight line; null for a year that is over, has not begun, or has only just begun, and of a handful.</returns>
    public static long? Of(long value, FiscalYear year, DateTime now) =>
        now >= year.End || now - year.Start < Least || value < LeastCounted ? null : (long)Math.Round(value * ((year.End - year.Start) / (now - year.Start)));
}
