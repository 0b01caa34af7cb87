using Tsumugi.Hub.Language;

namespace Tsumugi.Hub.Calendar;

/// <summary>A Japanese fiscal year: 1 April to 31 March in Japan's time zone, named by the year it begins in.</summary>
public readonly record struct FiscalYear(int Year)
{
    /// <summary>Japan has no daylight-saving time: the offset is fixed.</summary>
    internal static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    /// <summary>First instant, UTC.</summary>
    public DateTime Start => new DateTime(Year, 4, 1, 0, 0, 0, DateTimeKind.Utc) - Japan;

    /// <summary>First instant of the next one, UTC.</summary>
    public DateTime End => new FiscalYear(Year + 1).Start;

    /// <summary>令和 year: 2019 is the first.</summary>
    public int Reiwa => Year - 2018;

    public Words Name => new($"令和{Reiwa}年度（{Year}年度）", $"FY{Year} (Reiwa {Reiwa})");

    /// <param name="instant">UTC.</param>
    public static FiscalYear Of(DateTime instant)
    {
        var inJapan = instant.ToUniversalTime() + Japan;
        return new(inJapan.Month >= 4 ? inJapan.Year : inJapan.Year - 1);
    }

    /// <returns>The year that an address names, or the current one when it names none that a calendar has.</returns>
    public static FiscalYear Asked(int? year, DateTime now) => year is >= 2000 and <= 2200 ? new(year.Value) : Of(now);
}
