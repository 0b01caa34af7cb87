using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Equipment;

/// <summary>Changes what is said of an instrument. New rules hold for new bookings; those that were made stay.</summary>
public sealed record ChangeInstrument(string Id, InstrumentEntry Entry)
{
    public async Task<Outcome<Instrument>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindInstrument.ToRunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found;
        var known = await RegisterInstrument.ContextAsync(db, found.Value.InstitutionId, Id, Entry, stop);
        var (before, faults) = (found.Value with { }, new FieldFaults());
        Entry.Read(before with { }, faults, known);
        if (faults.ToRefusal("bad-instrument") is { } wrong)
            return wrong;
        Entry.Read(found.Value, faults, known);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "instrument.changed",
            Subject = found.Value.Node,
            Facts = new Dictionary<string, object?> { ["before"] = RegisterInstrument.Facts(before), ["after"] = RegisterInstrument.Facts(found.Value) },
            Ties = [.. found.Value.Staff.Select(person => new Tie(found.Value.Node, Relations.RunBy, NodeRef.Of("person", person)))],
        });
        await db.SaveChangesAsync(stop);
        return found;
    }
}

/// <summary>Takes an instrument out of use for good: it is found no more and takes no booking; its page, its identifier and its past stay. Bookings to come are cancelled.</summary>
public sealed record RetireInstrument(string Id)
{
    private const string Retired = "使用終了 / retired";

    public async Task<Outcome<Instrument>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindInstrument.ToRunAsync(db, caller, Id, stop);
        if (found.Refused || found.Value.RetiredAt is not null)
            return found;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        found.Value.RetiredAt = now;
        db.Record(new() { Actor = caller.Node, Kind = "instrument.retired", Subject = found.Value.Node });
        var coming = await db.Set<Booking>().Where(row => row.InstrumentId == Id && row.From > now && (row.State == BookingState.Requested || row.State == BookingState.Booked || row.State == BookingState.Waiting)).ToListAsync(stop);
        foreach (var booking in coming)
        {
            (booking.State, booking.Reason) = (BookingState.Cancelled, Retired);
            BookingEvents.Record(db, caller.Node, booking, "booking.cancelled", ("late", false), ("reason", Retired));
        }

        await db.SaveChangesAsync(stop);
        await db.Set<BookingSlot>().Where(row => row.InstrumentId == Id && row.At > now).ExecuteDeleteAsync(stop);
        await transaction.CommitAsync(stop);
        return found;
    }
}
