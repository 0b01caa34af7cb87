using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Projects;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Books an instrument once, or every week: all of the times or none, with those that cannot be listed.</summary>
/// <param name="Wait">Whether to go on the waiting list where somebody else has the time.</param>
public sealed record BookInstrument(string InstrumentId, string? Project, string? Institution, BookingTimes Times, string? Purpose, bool Wait)
{
    private const int MostPurpose = 500;

    public async Task<Outcome<IReadOnlyList<Booking>>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindInstrument.RunAsync(db, caller, InstrumentId, stop);
        if (found.Refused)
            return found.Refusal!;
        var instrument = found.Value;
        if (await AskBooking.RunAsync(db, caller, instrument, stop) is { } obstacle)
            return obstacle;
        var byStaff = FindInstrument.AskStaff(caller, instrument) is null;
        var faults = new FieldFaults().Need((Purpose?.Trim().Length ?? 0) <= MostPurpose, "purpose", new($"目的は {MostPurpose} 文字以内にしてください。", $"Keep the purpose within {MostPurpose} characters."))
            .Need(!string.IsNullOrWhiteSpace(Project), "project", new("どのプロジェクトのためかを選んでください。", "Say for which project."));
        var times = Times.Read(instrument, byStaff, now, faults);
        if (faults.ToRefusal("bad-booking") is { } wrong)
            return wrong;
        var acting = await ActingProject.OfAsync(db, caller, Project!, Institution, stop);
        if (acting.Refused)
            return acting.Refusal!;

        // Nobody else books or announces downtime from here on; should another database let them, the key of the slots does not.
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var (conflicts, taken) = await ConflictsAsync(db, instrument, times!, stop);
        if (conflicts.Count > 0)
            return Conflict(conflicts);
        if (taken.Count > 0 && !Wait)
            return Taken(times!, taken, instrument);
        var series = times!.Count > 1 ? RandomId.Make(8) : null;
        var state = instrument.Rules.NeedsApproval && !byStaff ? BookingState.Requested : BookingState.Booked;
        var made = times.Select(time => new Booking
        {
            Id = RandomId.Make(10),
            InstrumentId = InstrumentId,
            PersonId = caller.PersonId!,
            ProjectId = acting.Value.Project.Id,
            InstitutionId = acting.Value.Institution,
            From = time.Span.From,
            Until = time.Span.Until,
            Purpose = Purpose?.Trim() ?? "",
            State = taken.ContainsKey(time.Local) ? BookingState.Waiting : state,
            SeriesId = series,
            CreatedAt = now,
        }).ToList();
        foreach (var booking in made)
            BookingEvents.Make(db, caller, booking, byStaff);
        try
        {
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException error) when (error is not DbUpdateConcurrencyException)
        {
            return Taken(times, times.ToDictionary(time => time.Local, _ => Elsewhere), instrument);
        }

        await transaction.CommitAsync(stop);
        return made;
    }

    /// <summary>What nothing but another time helps against, and what somebody else has, which one may wait for.</summary>
    private static async Task<(Dictionary<string, Words> Conflicts, Dictionary<string, Words> Taken)> ConflictsAsync(
        HubDb db, Instrument instrument, IReadOnlyList<BookingTimes.Occurrence> times, CancellationToken stop)
    {
        var whole = new Span(times[0].Span.From, times[^1].Span.Until);
        var down = await db.Set<Downtime>().AsNoTracking().Where(row => row.InstrumentId == instrument.Id && (row.Until == null || row.Until > whole.From) && row.From < whole.Until).ToListAsync(stop);
        var slots = await db.Set<BookingSlot>().AsNoTracking().Where(row => row.InstrumentId == instrument.Id && row.At >= whole.From && row.At < whole.Until).Select(row => row.At).ToListAsync(stop);
        var (conflicts, taken) = (new Dictionary<string, Words>(), new Dictionary<string, Words>());
        foreach (var time in times)
        {
            if (time.Fault is { } fault)
                conflicts[time.Local] = fault;
            else if (down.Find(row => row.Span.Overlaps(time.Span)) is { } downtime)
                conflicts[time.Local] = new($"停止期間です：{downtime.Reason}", $"It is down: {downtime.Reason}");
            else if (slots.Exists(at => time.Span.From <= at && at < time.Span.Until))
                taken[time.Local] = Elsewhere;
        }

        return (conflicts, taken);
    }

    private static Words Elsewhere { get; } = new("ほかの予約があります。", "Somebody else has it.");

    private static Refusal Conflict(Dictionary<string, Words> conflicts) => Refusal.Conflict(
        "booking-conflicts",
        conflicts.Count == 1 ? new($"{conflicts.Keys.First()}：{conflicts.Values.First().Ja}", $"{conflicts.Keys.First()}: {conflicts.Values.First().En}") : new($"予約できない回が {conflicts.Count} 回あります。", $"{conflicts.Count} of the times cannot be booked."),
        new("時間を変えてください。一部だけの予約はしていません。", "Choose other times. Nothing was booked.")) with
    { Fields = conflicts };

    private static Refusal Taken(IReadOnlyList<BookingTimes.Occurrence> times, Dictionary<string, Words> taken, Instrument instrument) => Refusal.Conflict(
        "booking-taken",
        times.Count == 1 ? new($"{times[0].Local} からの時間には、ほかの予約があります。", $"Somebody else has {instrument.Id} in the time from {times[0].Local}.") : new($"{times.Count} 回のうち {taken.Count} 回に、ほかの予約があります。", $"Somebody else has {taken.Count} of the {times.Count} times."),
        new("カレンダーで空いている時間を選ぶか、空き待ちにしてください。何も予約していません。", "Choose a free time from its calendar, or go on the waiting list. Nothing was booked.")) with
    { Fields = taken };
}
