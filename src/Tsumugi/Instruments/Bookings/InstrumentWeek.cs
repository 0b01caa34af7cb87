using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Instruments.Bookings;

/// <summary>An instrument's calendar over some days of its own clock.</summary>
/// <param name="Bookings">Those that hold or held the time, and those that wait for it.</param>
/// <param name="Free">When it is open and nobody has it.</param>
public sealed record InstrumentWeek(Span Whole, IReadOnlyList<Booking> Bookings, IReadOnlyList<Downtime> Downtimes, IReadOnlyList<Span> Free)
{
    /// <param name="day">The first day.</param>
    public static async Task<InstrumentWeek> OfAsync(HubDb db, Instrument row, DateTime day, int days, CancellationToken stop)
    {
        var whole = new Span(LocalTime.ToInstant(row.Zone, day.Date), LocalTime.ToInstant(row.Zone, day.Date.AddDays(days)));
        var bookings = await FindBooking.Of(db, row.Id, whole).Where(one => one.State != BookingState.Cancelled && one.State != BookingState.Refused).ToListAsync(stop);
        var down = await db.Set<Downtime>().AsNoTracking()
            .Where(one => one.InstrumentId == row.Id && one.From < whole.Until && (one.Until == null || (one.Until > whole.From && one.Until > one.From))).OrderBy(one => one.From).ToListAsync(stop);
        return new(whole, bookings, down, FreeTime.Of(row.Hours, row.Zone, [.. bookings.Select(Held).OfType<Span>(), .. down.Select(one => one.Span)], whole));
    }

    /// <summary>What a booking takes of the time; less for a use that ended early.</summary>
    private static Span? Held(Booking booking) => booking.State switch
    {
        BookingState.Waiting => null,
        BookingState.Used when booking.EndedAt < booking.Until => booking.Span with { Until = FreeTime.Up(booking.EndedAt.Value) },
        _ => booking.Span,
    };
}
