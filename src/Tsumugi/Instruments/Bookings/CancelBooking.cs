using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Gives a booking back; whoever waited longest for the time gets it. Late is what comes after the notice that the instrument's rules ask for.</summary>
/// <param name="Reason">Needed of staff who cancel somebody else's.</param>
public sealed record CancelBooking(string Id, string? Reason)
{
    private const int MostReason = 500;

    public async Task<Outcome<Booking>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindBooking.ToChangeAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Decide(found.Value, now) is { } refusal)
            return refusal;
        var (booking, held) = (found.Value.Booking, found.Value.Booking.HoldsTime);
        booking.IsLate = found.Value.IsOwn && held && now > booking.From - TimeSpan.FromHours(found.Value.Instrument.Rules.NoticeHours);
        (booking.State, booking.Reason) = (BookingState.Cancelled, Reason?.Trim() ?? "");
        BookingEvents.Record(db, caller.Node, booking, "booking.cancelled", ("late", booking.IsLate), ("reason", booking.Reason));
        if (held)
            await BookingEvents.FreeAsync(db, booking, booking.From, now, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return booking;
    }

    public Refusal? Decide(FoundBooking found, DateTime now)
    {
        var reason = Reason?.Trim() ?? "";
        if (new FieldFaults()
            .Need(found.IsOwn || reason.Length > 0, "reason", new("取り消す理由を書いてください。予約した人に示されます。", "Say why; whoever booked it reads it."))
            .Need(reason.Length <= MostReason, "reason", new($"{MostReason} 文字以内にしてください。", $"Keep it within {MostReason} characters."))
            .ToRefusal("bad-cancellation") is { } wrong)
            return wrong;
        return found.Booking.State is BookingState.Requested or BookingState.Booked or BookingState.Waiting && found.Booking.Until > now ? null : NotOpen(found.Booking);
    }

    internal static Refusal NotOpen(Booking booking) => Refusal.Conflict(
        "booking-not-open",
        new($"予約 {booking.Id} は、いまの状態ではこの操作ができません。", $"The booking {booking.Id} is not in a state for that."),
        new("予約のページで状態を確かめてください。", "See its state on its page."));
}
