using System.Globalization;
using System.Text;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Bookings for calendar programs (RFC 5545). All times are in UTC, so that no program needs to know the zone's rules.</summary>
public static class ICalendar
{
    public const string MediaType = "text/calendar";

    /// <summary>A line is folded at so many octets (RFC 5545, 3.1).</summary>
    private const int LineOctets = 75;

    /// <param name="page">The address of the hub, with a slash at its end; also what makes the identifiers unique in the world.</param>
    public static string Write(string name, IEnumerable<(Booking Booking, Equipment.Instrument Instrument)> rows, Uri hub, DateTime now)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Tsumugi//Instruments//EN");
        Line(text, $"X-WR-CALNAME:{Escaped(name)}");
        foreach (var (booking, instrument) in rows)
        {
            Line(text, "BEGIN:VEVENT");
            Line(text, $"UID:{booking.Id}@{hub.Host}");
            Line(text, $"DTSTAMP:{Time(now)}");
            Line(text, $"CREATED:{Time(booking.CreatedAt)}");
            Line(text, $"DTSTART:{Time(booking.From)}");
            Line(text, $"DTEND:{Time(booking.Until)}");
            Line(text, $"SUMMARY:{Escaped($"{instrument.Name} – {booking.ProjectId}")}");
            Line(text, $"LOCATION:{Escaped(instrument.Place)}");
            if (booking.Purpose.Length > 0)
                Line(text, $"DESCRIPTION:{Escaped(booking.Purpose)}");
            Line(text, $"URL:{new Uri(hub, $"bookings/{booking.Id}")}");
            Line(text, $"STATUS:{Status(booking.State)}");
            Line(text, "END:VEVENT");
        }

        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static string Status(BookingState state) => state switch
    {
        BookingState.Requested or BookingState.Waiting => "TENTATIVE",
        BookingState.Cancelled or BookingState.Refused => "CANCELLED",
        _ => "CONFIRMED",
    };

    private static string Time(DateTime time) => time.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Never within a letter: a letter may be several octets.</summary>
    private static void Line(StringBuilder into, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LineOctets)
            {
                into.Append("\r\n ");
                octets = 1;
            }

            into.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        into.Append("\r\n");
    }
}
