using Tsumugi.Hub.Language;

namespace Tsumugi.Hub.Calendar;

/// <summary>A quarter of a Japanese fiscal year.</summary>
/// <param name="Quarter">1 (April to June) to 4 (January to March).</param>
public readonly record struct FiscalQuarter(int Year, int Quarter)
{
    /// <summary>Quarters since the year 0, so that a span of time is a span of numbers.</summary>
    public int Index => (Year * 4) + Quarter - 1;

    public Words Name => new($"{new FiscalYear(Year).Name.Ja}第{Quarter}四半期", $"{new FiscalYear(Year).Name.En}, quarter {Quarter}");

    /// <param name="instant">UTC.</param>
    public static FiscalQuarter Of(DateTime instant) => Of(DateOnly.FromDateTime(instant.ToUniversalTime() + FiscalYear.Japan));

    /// <param name="day">A day in Japan.</param>
    public static FiscalQuarter Of(DateOnly day)
    {
        var months = day.Month >= 4 ? day.Month - 4 : day.Month + 8;
        return new(day.Month >= 4 ? day.Year : day.Year - 1, (months / 3) + 1);
    }

    public static FiscalQuarter At(int index) => new(index / 4, (index % 4) + 1);
}
