using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Instruments.Bookings;

/// <param name="IsOwn">Whether the caller made it.</param>
/// <param name="IsStaff">Whether the caller runs the instrument.</param>
public sealed record FoundBooking(Booking Booking, Instrument Instrument, bool IsOwn, bool IsStaff);

/// <summary>Finds bookings through the gate. Everybody signed in sees who has an instrument; they may have to ask them for a swap.</summary>
public static class FindBooking
{
    public static async Task<Outcome<FoundBooking>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        if (await db.Set<Booking>().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } booking)
            return Gate.NoSuch(new($"予約 {id} ", $"the booking {id}"));
        var instrument = await db.Set<Instrument>().AsNoTracking().FirstAsync(row => row.Id == booking.InstrumentId, stop);
        return new FoundBooking(booking, instrument, booking.PersonId == caller.PersonId, FindInstrument.AskStaff(caller, instrument) is null);
    }

    /// <summary>For whoever made it, and staff.</summary>
    public static async Task<Outcome<FoundBooking>> ToChangeAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, id, stop);
        return found.Refused ? found : Gate.AskOwn(caller) is { } notOwn ? notOwn : found.Value.IsOwn || found.Value.IsStaff ? found : FindInstrument.AskStaff(caller, found.Value.Instrument)!;
    }

    /// <summary>For staff alone.</summary>
    public static async Task<Outcome<FoundBooking>> ToRunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, id, stop);
        return found.Refused ? found : FindInstrument.AskStaff(caller, found.Value.Instrument) is { } refusal ? refusal : found;
    }

    /// <summary>Those of an instrument that touch a time, in order.</summary>
    public static IQueryable<Booking> Of(HubDb db, string instrument, Span within) => db.Set<Booking>().AsNoTracking()
        .Where(row => row.InstrumentId == instrument && row.From < within.Until && row.Until > within.From).OrderBy(row => row.From).ThenBy(row => row.Id);

    /// <summary>Somebody's, from those that are not over on, the next one first.</summary>
    public static IQueryable<Booking> Coming(HubDb db, string person, DateTime now) => db.Set<Booking>().AsNoTracking()
        .Where(row => row.PersonId == person && row.Until > now && (row.State == BookingState.Requested || row.State == BookingState.Booked || row.State == BookingState.InUse || row.State == BookingState.Waiting))
        .OrderBy(row => row.From);

    /// <summary>What staff of an instrument have to decide on, the next one first.</summary>
    public static async Task<List<Booking>> WaitingForAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var requested = await db.Set<Booking>().AsNoTracking().Where(row => row.State == BookingState.Requested && row.Until > now)
            .Join(db.Set<Instrument>(), row => row.InstrumentId, instrument => instrument.Id, (row, instrument) => new { row, instrument }).ToListAsync(stop);
        return [.. requested.Where(pair => caller.PersonId is { } person && pair.instrument.Staff.Contains(person)).Select(pair => pair.row).OrderBy(row => row.From)];
    }

    /// <summary>Those that a downtime takes the time of: staff talk to these people.</summary>
    public static Task<List<Booking>> AffectedAsync(HubDb db, Downtime downtime, DateTime now, CancellationToken stop)
    {
        var span = downtime.Span;
        return Of(db, downtime.InstrumentId, span with { From = span.From < now ? now : span.From })
            .Where(row => row.State == BookingState.Requested || row.State == BookingState.Booked || row.State == BookingState.InUse).ToListAsync(stop);
    }
}
