using System.Globalization;
using System.Text.RegularExpressions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Instruments.Equipment;

/// <summary>What is said of an instrument when it is registered or changed, as it was typed in or sent.</summary>
public sealed partial record InstrumentEntry
{
    private const int LongestText = 20_000;
    private const int MostStaff = 50;
    private const decimal MostPrice = 100_000_000;

    public string? NameJa { get; init; }

    public string? NameEn { get; init; }

    public string? Description { get; init; }

    public string? Place { get; init; }

    public string? TimeZone { get; init; } = "Asia/Tokyo";

    public string? Manufacturer { get; init; }

    public string? Model { get; init; }

    public string? Serial { get; init; }

    public string? Identifier { get; init; }

    public IReadOnlyList<string> Techniques { get; init; } = [];

    public IReadOnlyList<string> Staff { get; init; } = [];

    /// <summary>For an hour; both or neither.</summary>
    public string? PriceInside { get; init; }

    public string? PriceOutside { get; init; }

    public string? Currency { get; init; } = "JPY";

    public string? Course { get; init; }

    public string? Hours { get; init; }

    public string? Audience { get; init; } = "everybody";

    public string? LongestMinutes { get; init; } = "480";

    public string? DaysAhead { get; init; } = "60";

    public bool NeedsApproval { get; init; }

    public string? NoticeHours { get; init; } = "24";

    /// <summary>Without its resolver; a DOI in lower case, since its letters' case means nothing.</summary>
    internal string? PlainIdentifier => Identifier.OrNull() is not { } text ? null : Resolver().Replace(text, "") is var plain && plain.StartsWith("10.", StringComparison.Ordinal) ? plain.ToLowerInvariant() : plain;

    public static InstrumentEntry Of(Instrument row) => new()
    {
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
        PriceInside = row.Price?.Inside.ToString(CultureInfo.InvariantCulture),
        PriceOutside = row.Price?.Outside.ToString(CultureInfo.InvariantCulture),
        Currency = row.Price?.Currency ?? "JPY",
        Course = row.CourseId,
        Hours = row.Hours.ToString(),
        Audience = row.Rules.Audience.ToString(),
        LongestMinutes = row.Rules.LongestMinutes.ToString(CultureInfo.InvariantCulture),
        DaysAhead = row.Rules.DaysAhead.ToString(CultureInfo.InvariantCulture),
        NeedsApproval = row.Rules.NeedsApproval,
        NoticeHours = row.Rules.NoticeHours.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Writes it into the instrument; worth nothing when a fault was added.</summary>
    public void Read(Instrument into, FieldFaults faults, EntryContext known)
    {
        (into.NameJa, into.NameEn, into.Description, into.Place) = (Plain(NameJa), Plain(NameEn), Plain(Description), Plain(Place));
        (into.Manufacturer, into.Model, into.Serial, into.Identifier, into.CourseId) = (Plain(Manufacturer), Plain(Model), Serial.OrNull(), PlainIdentifier, Course.OrNull());
        (into.Techniques, into.Staff, into.TimeZone) = ([.. Techniques.Select(Plain).Distinct()], [.. Staff.Select(Plain).Where(one => one.Length > 0).Distinct()], Plain(TimeZone));
        var readable = OpeningHours.TryRead(Hours, out var hours, out var wrong);
        (into.Hours, into.Price, into.Rules) = (hours, ReadPrice(faults), ReadRules(faults));
        var (strangers, unknown) = (into.Staff.Except(known.People).ToList(), into.Techniques.Where(id => Technique.Find(id) is null).ToList());
        Text(faults, "nameJa", into.NameJa, new("日本語の名前", "the name in Japanese"))
            .Refuse("nameEn", Fault(into.NameEn, new("英語の名前", "the name in English")))
            .Refuse("place", Fault(into.Place, new("設置場所", "where it stands")))
            .Refuse("manufacturer", Fault(into.Manufacturer, new("メーカー", "the manufacturer")))
            .Refuse("model", Fault(into.Model, new("型番", "the model")))
            .Need((into.Serial?.Length ?? 0) <= 200, "serial", new("製造番号は 200 文字以内にしてください。", "Keep the serial number within 200 characters."))
            .Need(into.Description.Length <= LongestText, "description", new($"説明は {LongestText:N0} 文字以内にしてください。", $"Keep the description within {LongestText:N0} characters."))
            .Need(TimeZoneInfo.TryFindSystemTimeZoneById(into.TimeZone, out _) && into.TimeZone.Contains('/', StringComparison.Ordinal), "timeZone", new($"「{into.TimeZone}」は時間帯の名前ではありません。Asia/Tokyo のように書いてください。", $"'{into.TimeZone}' is no time zone; write one like Asia/Tokyo."))
            .Need(into.Identifier is null || DoiForm().IsMatch(into.Identifier) || HandleForm().IsMatch(into.Identifier), "identifier", new("DOI（10.…/…）かハンドル（21.…/…）を書いてください。", "Give a DOI (10.…/…) or a handle (21.…/…)."))
            .Need(!known.IdentifierTaken, "identifier", new("この識別子は別の機器のものです。", "This identifier is another instrument's."))
            .Need(into.Techniques.Count > 0, "techniques", new("計測手法を 1 つ以上選んでください。", "Choose at least one technique."))
            .Need(unknown.Count == 0, "techniques", new($"計測手法の一覧にありません：{string.Join("、", unknown)}。GET /api/v1/techniques で一覧を見られます。", $"Not in the list of techniques: {string.Join(", ", unknown)}. GET /api/v1/techniques has it."))
            .Need(into.Staff.Count is > 0 and <= MostStaff, "staff", new($"担当者を 1 人から {MostStaff} 人まで書いてください。", $"Name 1 to {MostStaff} people who run it."))
            .Need(strangers.Count == 0, "staff", new($"所有機関の所属者ではありません：{string.Join("、", strangers)}", $"No member of the institution that owns it: {string.Join(", ", strangers)}"))
            .Need(into.CourseId is null || known.CourseExists, "course", new($"コース {into.CourseId} がありません。", $"There is no course {into.CourseId}."))
            .Need(readable, "hours", new($"「{wrong}」は読み取れません。「月-金 09:00-18:00」のように 1 行に 1 つ書いてください。", $"'{wrong}' is not readable; write lines like Mon-Fri 09:00-18:00."));
        into.Found = SearchText.Of(into);
    }

    private Price? ReadPrice(FieldFaults faults)
    {
        if (PriceInside.OrNull() is null && PriceOutside.OrNull() is null)
            return null;
        var (inside, outside) = (Money(PriceInside, "priceInside", faults), Money(PriceOutside, "priceOutside", faults));
        faults.Need(Currency.OrNull() is { Length: 3 } named && named.All(char.IsAsciiLetterUpper), "currency", new("JPY のように、通貨を英大文字 3 文字で書いてください。", "Write the currency as three letters, for example JPY."));
        return new(inside, outside, Plain(Currency));
    }

    private BookingRules ReadRules(FieldFaults faults)
    {
        var known = NamedWord.TryRead<Audience>(Audience, out var audience);
        faults.Need(known, "audience", new("everybody か institution を選んでください。", "Choose everybody or institution."));
        return new(
            audience,
            Whole(LongestMinutes, 15, 14 * 24 * 60, "longestMinutes", new("分", "minutes"), faults),
            Whole(DaysAhead, 1, 730, "daysAhead", new("日", "days"), faults),
            NeedsApproval,
            Whole(NoticeHours, 0, 720, "noticeHours", new("時間", "hours"), faults));
    }

    private static decimal Money(string? text, string field, FieldFaults faults)
    {
        var known = decimal.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and <= MostPrice;
        faults.Need(known, field, new("1 時間あたりの料金を、0 以上の数で書いてください。", "Give what an hour costs, as a number from 0."));
        return amount;
    }

    private static int Whole(string? text, int least, int most, string field, Words unit, FieldFaults faults)
    {
        var known = int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
        faults.Need(known, field, new($"{least:N0} から {most:N0} {unit.Ja}の整数で書いてください。", $"Give a whole number from {least:N0} to {most:N0} {unit.En}."));
        return number;
    }

    private static FieldFaults Text(FieldFaults faults, string field, string text, Words what) => faults.Refuse(field, Fault(text, what));

    private static Words? Fault(string text, Words what) =>
        text.Length is > 0 and <= 200 ? null : new($"{what.Ja}を 200 文字以内で書いてください。", $"Give {what.En}, up to 200 characters.");

    private static string Plain(string? text) => text?.Trim() ?? "";

    [GeneratedRegex(@"^(https?://)?((dx\.)?doi\.org|hdl\.handle\.net)/|^(doi|hdl):", RegexOptions.IgnoreCase)]
    private static partial Regex Resolver();

    [GeneratedRegex(@"^10\.\d{4,9}/\S{1,180}$")]
    internal static partial Regex DoiForm();

    [GeneratedRegex(@"^\d{1,6}(\.[0-9A-Za-z]{1,20}){0,4}/[^\s/?#]\S{0,160}$")]
    private static partial Regex HandleForm();
}

/// <summary>What the records say that an entry is checked against.</summary>
/// <param name="People">Members of the institution.</param>
public sealed record EntryContext(IReadOnlyCollection<string> People, bool CourseExists, bool IdentifierTaken);
