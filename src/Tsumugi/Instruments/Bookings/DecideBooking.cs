using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Staff approve a booking, or do not and say why; then the time goes to whoever waits for it.</summary>
public sealed record DecideBooking(string Id, bool Approve, string? Reason)
{
    private const int MostReason = 500;

    public async Task<Outcome<Booking>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindBooking.ToRunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var (booking, reason) = (found.Value.Booking, Reason?.Trim() ?? "");
        if (new FieldFaults().Need((Approve || reason.Length > 0) && reason.Length <= MostReason, "reason", new($"認めない理由を {MostReason} 文字以内で書いてください。", $"Say why not, up to {MostReason} characters.")).ToRefusal("bad-decision") is { } wrong)
            return wrong;
        if (booking.State != BookingState.Requested || booking.Until <= now)
            return CancelBooking.NotOpen(booking);
        (booking.State, booking.Reason) = (Approve ? BookingState.Booked : BookingState.Refused, reason);
        BookingEvents.Record(db, caller.Node, booking, Approve ? "booking.approved" : "booking.refused", ("reason", reason));
        if (!Approve)
            await BookingEvents.FreeAsync(db, booking, booking.From, now, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return booking;
    }
}
