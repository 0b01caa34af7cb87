using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Bookings;

/// <summary>What happens to bookings, as the records and the thread keep it.</summary>
internal static class BookingEvents
{
    public static readonly NodeRef Hub = NodeRef.Of("hub", "self");

    /// <summary>A new booking, with the time that it takes and all its ties.</summary>
    public static void Make(HubDb db, Caller caller, Booking booking, bool byStaff)
    {
        db.Add(booking);
        if (booking.HoldsTime)
            db.AddRange(booking.Slots());
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = booking.State switch { BookingState.Requested => "booking.requested", BookingState.Waiting => "booking.waiting", BookingState.InUse => "booking.started", _ => "booking.made" },
            Subject = booking.Node,
            Facts = new Dictionary<string, object?> { ["from"] = booking.From, ["until"] = booking.Until, ["series"] = booking.SeriesId, ["walkUp"] = booking.IsWalkUp, ["byStaff"] = byStaff },
            Ties =
            [
                new(booking.Node, Relations.Used, NodeRef.Of(Instrument.NodeKind, booking.InstrumentId)),
                new(booking.Node, Relations.BelongsTo, NodeRef.Of("project", booking.ProjectId)),
                new(booking.Node, Relations.BelongsTo, NodeRef.Of("institution", booking.InstitutionId)),
                new(booking.Node, Relations.RunBy, caller.Node),
            ],
        });
    }

    public static void Record(HubDb db, NodeRef actor, Booking booking, string kind, params (string Name, object? Value)[] facts) => db.Record(new()
    {
        Actor = actor,
        Kind = kind,
        Subject = booking.Node,
        Facts = facts.ToDictionary(fact => fact.Name, fact => fact.Value),
    });

    /// <summary>Gives the time from an instant on back, and lets those on the waiting list have it, who waited longest first.</summary>
    /// <remarks>Within a transaction of the caller's, before it saves for the last time.</remarks>
    public static async Task FreeAsync(HubDb db, Booking booking, DateTime from, DateTime now, CancellationToken stop)
    {
        await db.SaveChangesAsync(stop);
        await db.Set<BookingSlot>().Where(row => row.BookingId == booking.Id && row.At >= from).ExecuteDeleteAsync(stop);
        await FillAsync(db, booking.InstrumentId, new(from, booking.Until), now, stop);
    }

    /// <summary>Those who wait for a part of a time get theirs, where all of it is free now.</summary>
    public static async Task FillAsync(HubDb db, string instrument, Span freed, DateTime now, CancellationToken stop)
    {
        var waiting = await db.Set<Booking>()
            .Where(row => row.InstrumentId == instrument && row.State == BookingState.Waiting && row.From < freed.Until && row.Until > freed.From && row.From > now)
            .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(stop);
        if (waiting.Count == 0)
            return;
        var rules = (await db.Set<Instrument>().AsNoTracking().FirstAsync(row => row.Id == instrument, stop)).Rules;
        foreach (var next in waiting)
        {
            if (await db.Set<BookingSlot>().AnyAsync(row => row.InstrumentId == instrument && row.At >= next.From && row.At < next.Until, stop)
                || await db.Set<Downtime>().AnyAsync(row => row.InstrumentId == instrument && row.From < next.Until && (row.Until == null || row.Until > next.From), stop))
                continue;
            next.State = rules.NeedsApproval ? BookingState.Requested : BookingState.Booked;
            db.AddRange(next.Slots());
            Record(db, Hub, next, "booking.filled", ("state", next.State.ToString()));
            await db.SaveChangesAsync(stop);
        }
    }
}
