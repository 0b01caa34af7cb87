using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Tsumugi.Instruments.Equipment;

/// <param name="From">Minutes since midnight.</param>
/// <param name="Until">Minutes since midnight, up to 1,440.</param>
public sealed record OpenSpan(DayOfWeek Day, int From, int Until);

/// <summary>A piece of time.</summary>
/// <param name="From">UTC.</param>
/// <param name="Until">UTC, not part of it.</param>
public readonly record struct Span(DateTime From, DateTime Until)
{
    public bool Overlaps(Span other) => From < other.Until && other.From < Until;

    public bool Holds(Span other) => From <= other.From && other.Until <= Until;
}

/// <summary>When an instrument may be used, by the clock at its place; written as <c>Mon-Fri 09:00-18:00; Sat 10:00-15:00</c>.</summary>
/// <param name="Spans">In order, none touching another of its day; empty for round the clock.</param>
public sealed partial record OpeningHours(IReadOnlyList<OpenSpan> Spans)
{
    private const string Japanese = "日月火水木金土";
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    public static OpeningHours Always { get; } = new([]);

    [JsonIgnore]
    public bool IsAlways => Spans.Count == 0;

    /// <param name="wrong">The part that is not understood.</param>
    public static bool TryRead(string? text, out OpeningHours hours, out string wrong)
    {
        (hours, wrong) = (Always, "");
        var spans = new List<OpenSpan>();
        foreach (var part in (text ?? "").Split([';', '\n', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Line().Match(part.Replace('〜', '-').Replace('～', '-').Replace('–', '-'));
            var days = match.Success ? ReadDays(match.Groups["days"].Value) : [];
            if (days.Count == 0 || Minutes(match.Groups["from"].Value) is not { } from || Minutes(match.Groups["until"].Value) is not { } until || from >= until)
            {
                wrong = part;
                return false;
            }

            spans.AddRange(days.Select(day => new OpenSpan(day, from, until)));
        }

        hours = new(Joined(spans));
        return true;
    }

    /// <summary>The pieces of time between two instants in which it is open, in order, none touching another.</summary>
    public IReadOnlyList<Span> Between(TimeZoneInfo zone, Span within)
    {
        if (IsAlways)
            return [within];
        var found = new List<Span>();
        var last = TimeZoneInfo.ConvertTimeFromUtc(within.Until, zone).Date;
        for (var day = TimeZoneInfo.ConvertTimeFromUtc(within.From, zone).Date.AddDays(-1); day <= last; day = day.AddDays(1))
        {
            foreach (var span in Spans.Where(span => span.Day == day.DayOfWeek))
            {
                var from = LocalTime.ToInstant(zone, day.AddMinutes(span.From));
                var until = LocalTime.ToInstant(zone, day.AddMinutes(span.Until), second: true);
                var open = new Span(from < within.From ? within.From : from, until > within.Until ? within.Until : until);
                if (open.From >= open.Until)
                    continue;
                if (found is [.., var before] && before.Until >= open.From)
                    found[^1] = new(before.From, open.Until > before.Until ? open.Until : before.Until);
                else
                    found.Add(open);
            }
        }

        return found;
    }

    /// <summary>As it is written; days with the same hours together.</summary>
    public override string ToString() => string.Join("; ", Spans.GroupBy(span => (span.From, span.Until))
        .OrderBy(group => group.Min(span => Monday(span.Day))).ThenBy(group => group.Key.From)
        .Select(group => $"{Names([.. group.Select(span => Monday(span.Day)).Order()])} {Clock(group.Key.From)}-{Clock(group.Key.Until)}"));

    public bool Equals(OpeningHours? other) => other is not null && Spans.SequenceEqual(other.Spans);

    public override int GetHashCode() => Spans.Count;

    private static int Monday(DayOfWeek day) => ((int)day + 6) % 7;

    private static string Names(IReadOnlyList<int> days) => days.Count > 2 && days[^1] - days[0] == days.Count - 1
        ? $"{Days[(days[0] + 1) % 7]}-{Days[(days[^1] + 1) % 7]}" : string.Join(',', days.Select(day => Days[(day + 1) % 7]));

    private static string Clock(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");

    private static List<DayOfWeek> ReadDays(string text)
    {
        var days = new List<DayOfWeek>();
        foreach (var part in text.Split([',', '、', '・'], StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || Day(ends[0]) is not { } first || Day(ends[^1]) is not { } last)
                return [];
            for (var day = first; ; day = (day + 1) % 7)
            {
                days.Add((DayOfWeek)day);
                if (day == last)
                    break;
            }
        }

        return [.. days.Distinct()];
    }

    private static int? Day(string text) =>
        text.Length == 1 && Japanese.IndexOf(text[0], StringComparison.Ordinal) is >= 0 and var at ? at
        : Array.FindIndex(Days, day => day.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var named ? named : null;

    private static int? Minutes(string text) =>
        text.Split(':') is [var hour, var minute] && int.Parse(hour, CultureInfo.InvariantCulture) * 60 + int.Parse(minute, CultureInfo.InvariantCulture) is <= 1440 and var minutes && int.Parse(minute, CultureInfo.InvariantCulture) < 60 ? minutes : null;

    private static List<OpenSpan> Joined(List<OpenSpan> spans)
    {
        var joined = new List<OpenSpan>();
        foreach (var span in spans.OrderBy(span => Monday(span.Day)).ThenBy(span => span.From))
        {
            if (joined is [.., var before] && before.Day == span.Day && before.Until >= span.From)
                joined[^1] = before with { Until = Math.Max(before.Until, span.Until) };
            else
                joined.Add(span);
        }

        return joined;
    }

    [GeneratedRegex(@"^(?<days>[^0-9]+?)\s*(?<from>\d{1,2}:\d{2})\s*-\s*(?<until>\d{1,2}:\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
