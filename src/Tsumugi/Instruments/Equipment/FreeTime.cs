namespace Tsumugi.Instruments.Equipment;

/// <summary>When an instrument is open and nobody has it. Pure.</summary>
public static class FreeTime
{
    /// <summary>Bookings begin and end on multiples of this: every zone's offset is one as well.</summary>
    public static readonly TimeSpan Grid = TimeSpan.FromMinutes(15);

    /// <param name="busy">Downtimes and bookings, in any order, overlapping or not.</param>
    /// <returns>In order, none touching another.</returns>
    public static IReadOnlyList<Span> Of(OpeningHours hours, TimeZoneInfo zone, IEnumerable<Span> busy, Span within)
    {
        if (within.From >= within.Until)
            return [];
        var free = new List<Span>();
        var taken = busy.Where(span => span.Overlaps(within)).OrderBy(span => span.From).ToList();
        foreach (var open in hours.Between(zone, within))
        {
            var at = open.From;
            foreach (var span in taken.Where(span => span.Overlaps(open)))
            {
                if (span.From > at)
                    free.Add(new(at, span.From));
                if (span.Until > at)
                    at = span.Until;
            }

            if (at < open.Until)
                free.Add(new(at, open.Until));
        }

        return free;
    }

    /// <returns>The first piece of that length, beginning on the grid; null when there is none.</returns>
    public static Span? First(IEnumerable<Span> free, TimeSpan length)
    {
        foreach (var span in free)
        {
            var from = Up(span.From);
            if (from + length <= span.Until)
                return new(from, from + length);
        }

        return null;
    }

    public static DateTime Up(DateTime time) => new((time.Ticks + Grid.Ticks - 1) / Grid.Ticks * Grid.Ticks, DateTimeKind.Utc);

    public static DateTime Down(DateTime time) => new(time.Ticks / Grid.Ticks * Grid.Ticks, DateTimeKind.Utc);

    public static bool IsOnGrid(DateTime time) => time.Ticks % Grid.Ticks == 0;
}
