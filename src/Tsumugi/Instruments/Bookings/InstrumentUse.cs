using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Instruments.Bookings;

/// <summary>How an instrument was used in a time.</summary>
/// <param name="Hours">From the beginning of each use to its end.</param>
/// <param name="Late">Cancelled later than the rules ask.</param>
public sealed record InstrumentUse(int Uses, double Hours, int WalkUps, int NoShows, int Late)
{
    public static async Task<InstrumentUse> OfAsync(HubDb db, string instrument, DateTime since, CancellationToken stop)
    {
        var rows = await db.Set<Booking>().AsNoTracking()
            .Where(row => row.InstrumentId == instrument && row.Until > since && (row.State == BookingState.Used || row.State == BookingState.NoShow || row.IsLate))
            .Select(row => new { row.State, row.StartedAt, row.EndedAt, row.IsWalkUp, row.IsLate }).ToListAsync(stop);
        var used = rows.FindAll(row => row.State == BookingState.Used);
        return new(
            used.Count, used.Sum(row => Math.Max(0, (row.EndedAt - row.StartedAt)?.TotalHours ?? 0)), used.Count(row => row.IsWalkUp),
            rows.Count(row => row.State == BookingState.NoShow), rows.Count(row => row.IsLate));
    }
}
