using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Somebody begins to use what they booked.</summary>
public sealed record StartUse(string Id)
{
    /// <summary>How long before its time a use may begin.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromMinutes(15);

    public async Task<Outcome<Booking>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindBooking.ToChangeAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var booking = found.Value.Booking;
        if (booking.State != BookingState.Booked || booking.Until <= now)
            return CancelBooking.NotOpen(booking);
        if (now < booking.From - Early)
        {
            return Refusal.Conflict(
                "too-early", new("開始は予約の 15 分前からです。", "A use begins at most 15 minutes before its time."),
                new("時間になってから始めるか、空いていれば予約なしで使ってください。", "Begin when it is time, or use it without a booking if it is free."));
        }

        (booking.State, booking.StartedAt) = (BookingState.InUse, now);
        BookingEvents.Record(db, caller.Node, booking, "booking.started", ("walkUp", false));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return booking;
    }
}

/// <summary>A use is over; what is left of its time is free again. Staff may also say afterwards that somebody was there after all.</summary>
public sealed record EndUse(string Id)
{
    public async Task<Outcome<Booking>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindBooking.ToChangeAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var booking = found.Value.Booking;
        var corrected = booking.State == BookingState.NoShow && found.Value.IsStaff;
        if (booking.State != BookingState.InUse && !corrected)
            return CancelBooking.NotOpen(booking);
        Stage(db, caller.Node, booking, corrected ? booking.Until : now, ("corrected", corrected));
        var free = FreeTime.Up(now);
        if (!corrected && free < booking.Until)
            await BookingEvents.FreeAsync(db, booking, free, now, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return booking;
    }

    internal static void Stage(HubDb db, Tsumugi.Thread.NodeRef actor, Booking booking, DateTime ended, (string Name, object? Value) fact)
    {
        (booking.State, booking.StartedAt, booking.EndedAt) = (BookingState.Used, booking.StartedAt ?? booking.From, ended);
        BookingEvents.Record(db, actor, booking, "booking.ended", ("minutes", Math.Max(0, (int)(ended - booking.StartedAt.Value).TotalMinutes)), fact);
    }
}

/// <summary>Somebody uses an instrument that nobody has, from now on, without having booked it.</summary>
public sealed record WalkUp(string InstrumentId, string? Project, string? Institution, int Minutes, string? Purpose)
{
    public async Task<Outcome<Booking>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindInstrument.RunAsync(db, caller, InstrumentId, stop);
        if (found.Refused)
            return found.Refusal!;
        var instrument = found.Value;
        if (await AskBooking.RunAsync(db, caller, instrument, stop) is { } obstacle)
            return obstacle;
        var (byStaff, span) = (FindInstrument.AskStaff(caller, instrument) is null, new Span(FreeTime.Down(now), FreeTime.Up(now.AddMinutes(Math.Clamp(Minutes, 0, 14 * 24 * 60)))));
        if (new FieldFaults()
            .Need(Minutes is >= 1 and <= 14 * 24 * 60, "minutes", new("何分使うかを 1 以上の整数で書いてください。", "Say for how many minutes, from 1."))
            .Need(!string.IsNullOrWhiteSpace(Project), "project", new("どのプロジェクトのためかを選んでください。", "Say for which project."))
            .Need((Purpose?.Trim().Length ?? 0) <= 500, "purpose", new("目的は 500 文字以内にしてください。", "Keep the purpose within 500 characters."))
            .ToRefusal("bad-booking") is { } wrong)
            return wrong;
        if (instrument.Rules.NeedsApproval && !byStaff)
        {
            return Refusal.Conflict(
                "approval-needed", new("この機器は、担当者の承認がなければ使えません。", "This instrument is used only with the approval of its staff."),
                new("予約するか、担当者に声をかけてください。", "Book it, or talk to its staff."));
        }

        if (BookingTimes.Fault(instrument, byStaff, now, span with { From = now }) is { } fault)
            return Refusal.Conflict("booking-conflicts", fault, new("時間を変えてください。", "Choose another time."));
        var acting = await ActingProject.OfAsync(db, caller, Project!, Institution, stop);
        if (acting.Refused)
            return acting.Refusal!;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var taken = await db.Set<BookingSlot>().AnyAsync(row => row.InstrumentId == InstrumentId && row.At >= span.From && row.At < span.Until, stop);
        var down = await db.Set<Downtime>().AnyAsync(row => row.InstrumentId == InstrumentId && row.From < span.Until && (row.Until == null || row.Until > now), stop);
        if (taken || down)
        {
            return Refusal.Conflict(
                "booking-taken", new("その間に、ほかの予約か停止期間があります。", "Somebody else has it, or it is down, within that time."),
                new("カレンダーを見て、短くするか、別の時間に予約してください。", "See its calendar; use it for less, or book another time."));
        }

        var booking = new Booking
        {
            Id = RandomId.Make(10),
            InstrumentId = InstrumentId,
            PersonId = caller.PersonId!,
            ProjectId = acting.Value.Project.Id,
            InstitutionId = acting.Value.Institution,
            From = span.From,
            Until = span.Until,
            Purpose = Purpose?.Trim() ?? "",
            State = BookingState.InUse,
            IsWalkUp = true,
            CreatedAt = now,
            StartedAt = now,
        };
        BookingEvents.Make(db, caller, booking, byStaff);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return booking;
    }
}
