using System.Globalization;
using Tsumugi.Hub.Language;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Ui.Components;

namespace Tsumugi.Instruments.Pages;

/// <summary>Words for instruments, the same on every page.</summary>
internal static class InstrumentWords
{
    private static readonly string[] JapaneseDays = ["日", "月", "火", "水", "木", "金", "土"];

    public static IReadOnlyList<Crumb> Crumbs(Instrument row) => [new("/instruments", new("研究機器", "Instruments")), new($"/instruments/{row.Id}", row.Name)];

    public static Words Hours(OpeningHours hours)
    {
        if (hours.IsAlways)
            return new("24 時間", "Round the clock");
        var english = hours.ToString();
        var japanese = english.Replace("; ", "、", StringComparison.Ordinal);
        foreach (var day in Enum.GetValues<DayOfWeek>())
            japanese = japanese.Replace(day.ToString()[..3], JapaneseDays[(int)day], StringComparison.Ordinal);
        return new(japanese, english);
    }

    public static Words PriceOf(Price? price) => price is null ? new("—（担当者に問い合わせてください）", "— (ask its staff)") : new(
        $"1 時間あたり 所属者 {Amount(price.Inside, price.Currency)}、ほかの機関 {Amount(price.Outside, price.Currency)}",
        $"{Amount(price.Inside, price.Currency)} an hour for members, {Amount(price.Outside, price.Currency)} for others");

    public static Words Rules(BookingRules rules) => new(
        $"1 回 {Length(TimeSpan.FromMinutes(rules.LongestMinutes)).Ja}まで、{rules.DaysAhead} 日先まで。{(rules.NeedsApproval ? "担当者の承認が必要です。" : "")}取り消しは {rules.NoticeHours} 時間前までに。",
        $"At most {Length(TimeSpan.FromMinutes(rules.LongestMinutes)).En} at a time, up to {rules.DaysAhead} days ahead.{(rules.NeedsApproval ? " Its staff approve each booking." : "")} Cancel {rules.NoticeHours} hours before.");

    public static Words Length(TimeSpan time)
    {
        var (hours, minutes) = ((int)time.TotalHours, time.Minutes);
        return hours == 0 ? new($"{minutes} 分", $"{minutes} min") : minutes == 0 ? new($"{hours} 時間", $"{hours} h") : new($"{hours} 時間 {minutes} 分", $"{hours} h {minutes} min");
    }

    public static Words Kind(DowntimeKind kind) => kind == DowntimeKind.Maintenance ? new("保守", "Maintenance") : new("故障", "Failure");

    /// <summary>From when to when, by the clock at the instrument.</summary>
    public static Words When(Instrument row, DateTime from, DateTime? until)
    {
        var start = LocalTime.Text(row.Zone, from);
        if (until is not { } end)
            return new($"{start} から当分の間", $"{start} until further notice");
        var finish = LocalTime.Text(row.Zone, end);
        return Words.Same($"{start} – {(finish[..10] == start[..10] ? finish[11..] : finish)}");
    }

    public static string State(Instrument row, bool isDown) => row.RetiredAt is not null ? "ended" : isDown ? "maintenance" : "ready";

    public static Words StateText(Instrument row, Downtime? down) => row.RetiredAt is not null ? new("使用終了", "Retired")
        : down is null ? new("使用可能", "In service") : down.Kind == DowntimeKind.Maintenance ? new("保守中", "In maintenance") : new("故障中", "Out of order");

    private static string Amount(decimal amount, string currency) => string.Create(CultureInfo.InvariantCulture, $"{amount:#,0.##} {currency}");
}
