using System.Globalization;
using System.Text.Json;
using Tsumugi.Client.Instruments;
using Tsumugi.Hub;

namespace Tsumugi.Instruments.Equipment;

/// <summary>From records to what the programming interface says about them, and back.</summary>
internal static class InstrumentViews
{
    public static InstrumentView ToView(this Instrument row) => new()
    {
        Id = row.Id,
        Institution = row.InstitutionId,
        NameJa = row.NameJa,
        NameEn = row.NameEn,
        Description = row.Description,
        Place = row.Place,
        TimeZone = row.TimeZone,
        Manufacturer = row.Manufacturer,
        Model = row.Model,
        Serial = row.Serial,
        Identifier = row.Identifier,
        Techniques = row.Techniques,
        Staff = row.Staff,
        PriceInside = row.Price?.Inside,
        PriceOutside = row.Price?.Outside,
        Currency = row.Price?.Currency,
        Course = row.CourseId,
        Hours = row.Hours.ToString(),
        Audience = Word(row.Rules.Audience),
        LongestMinutes = row.Rules.LongestMinutes,
        DaysAhead = row.Rules.DaysAhead,
        NeedsApproval = row.Rules.NeedsApproval,
        NoticeHours = row.Rules.NoticeHours,
        RetiredAt = row.RetiredAt,
    };

    public static InstrumentEntry ToEntry(this InstrumentRequest asked) => new()
    {
        NameJa = asked.NameJa,
        NameEn = asked.NameEn,
        Description = asked.Description,
        Place = asked.Place,
        TimeZone = asked.TimeZone,
        Manufacturer = asked.Manufacturer,
        Model = asked.Model,
        Serial = asked.Serial,
        Identifier = asked.Identifier,
        Techniques = asked.Techniques ?? [],
        Staff = asked.Staff ?? [],
        PriceInside = Number(asked.PriceInside),
        PriceOutside = Number(asked.PriceOutside),
        Currency = asked.Currency,
        Course = asked.Course,
        Hours = asked.Hours,
        Audience = asked.Audience,
        LongestMinutes = Number(asked.LongestMinutes),
        DaysAhead = Number(asked.DaysAhead),
        NeedsApproval = asked.NeedsApproval,
        NoticeHours = Number(asked.NoticeHours),
    };

    public static FoundInstrumentView ToView(this FoundInstrument found) =>
        new(found.Instrument.ToView(), found.May is null, found.May.ToView(), found.Free?.From, found.Free?.Until, found.Down?.ToView());

    public static DowntimeView ToView(this Downtime row) => new(row.Id, Word(row.Kind), row.From, row.Until, row.Reason);

    public static ObstacleView? ToView(this Refusal? refusal) => refusal is null ? null : new(refusal.Code, refusal.Reason.ToString(), refusal.Remedy.ToString());

    internal static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string? Number<T>(T? value)
        where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
