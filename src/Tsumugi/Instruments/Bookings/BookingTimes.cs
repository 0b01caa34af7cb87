using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Instruments.Bookings;

/// <summary>The times that a request means, week by week on the same clock, and what speaks against each. Pure.</summary>
/// <param name="From">By the clock at the instrument, as <see cref="LocalTime.Written"/>.</param>
/// <param name="Until">Likewise.</param>
/// <param name="Weeks">How often, once a week; 1 for once.</param>
public sealed record BookingTimes(string? From, string? Until, int Weeks)
{
    public const int MostWeeks = 26;

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <param name="Fault">What speaks against it, whoever else has the instrument; null when nothing does.</param>
    public sealed record Occurrence(string Local, Span Span, Words? Fault);

    /// <returns>In order; null when a fault was added.</returns>
    public IReadOnlyList<Occurrence>? Read(Instrument instrument, bool byStaff, DateTime now, FieldFaults faults)
    {
        var (fromRead, untilRead) = (LocalTime.TryRead(From, out var from), LocalTime.TryRead(Until, out var until));
        faults
            .Need(fromRead, "from", AnnounceDowntime.NoTime)
            .Need(untilRead, "until", AnnounceDowntime.NoTime)
            .Need(!fromRead || FreeTime.IsOnGrid(from), "from", OffGrid)
            .Need(!untilRead || FreeTime.IsOnGrid(until), "until", OffGrid)
            .Need(!fromRead || !untilRead || from < until, "until", new("終わりが始まりより前です。", "It ends before it begins."))
            .Need(Weeks is >= 1 and <= MostWeeks, "weeks", new($"1 から {MostWeeks} 回までにしてください。", $"Choose from 1 to {MostWeeks} weeks."))
            .Need(Weeks <= 1 || !fromRead || !untilRead || until - from <= Week, "weeks", new("1 週間を超える予約は繰り返せません。", "What takes longer than a week cannot be repeated."));
        return !fromRead || !untilRead || from >= until || Weeks is < 1 or > MostWeeks ? null
            : [.. Enumerable.Range(0, Weeks).Select(week => Occur(instrument, byStaff, now, from + (week * Week), until + (week * Week)))];
    }

    private static Occurrence Occur(Instrument instrument, bool byStaff, DateTime now, DateTime from, DateTime until)
    {
        var zone = instrument.Zone;
        var span = new Span(LocalTime.ToInstant(zone, from), LocalTime.ToInstant(zone, until));
        var local = from.ToString(LocalTime.Written, System.Globalization.CultureInfo.InvariantCulture);
        return new(local, span, LocalTime.IsSkipped(zone, from) || LocalTime.IsSkipped(zone, until)
            ? new("夏時間への切り替えで、この時刻は存在しません。", "Clocks are put forward over this time: it does not come.")
            : Fault(instrument, byStaff, now, span));
    }

    /// <summary>What the instrument's rules say against a time.</summary>
    public static Words? Fault(Instrument instrument, bool byStaff, DateTime now, Span span)
    {
        var rules = instrument.Rules;
        if (span.From >= span.Until)
            return new("時計が戻されるため、終わりが始まりより前になります。", "Clocks are put back in it: it ends before it begins.");
        if (span.From < now - FreeTime.Grid)
            return new("もう過ぎた時間です。", "This time has passed.");
        if (byStaff)
            return null;
        if (span.Until - span.From > TimeSpan.FromMinutes(rules.LongestMinutes))
            return new($"1 回に {rules.LongestMinutes} 分までです。", $"At most {rules.LongestMinutes} minutes at a time.");
        if (span.From > now + TimeSpan.FromDays(rules.DaysAhead))
            return new($"{rules.DaysAhead} 日先までしか予約できません。", $"Bookings begin at most {rules.DaysAhead} days ahead.");
        return instrument.Hours.Between(instrument.Zone, new(span.From - TimeSpan.FromHours(1), span.Until + TimeSpan.FromHours(1))).Any(open => open.Holds(span)) ? null
            : new($"利用時間（{instrument.Hours}）の外です。", $"It is open {instrument.Hours} only.");
    }

    private static Words OffGrid { get; } = new("15 分単位で書いてください。", "Use quarters of an hour.");
}
