using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Instruments.Samples;

namespace Tsumugi.Datasets.Captures;

/// <summary>Finds what was captured, through the gate.</summary>
public static class FindCapture
{
    public const int PageSize = 50;

    /// <summary>For those who bring it in: staff of the instrument, and whoever holds the booking.</summary>
    public static async Task<Outcome<Capture>> ToBringAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (await db.Set<Capture>().FirstOrDefaultAsync(row => row.Id == id, stop) is not { } found)
            return NoSuch(id);

        // Whoever may not bring it in is not told that it exists.
        var instrument = await db.Set<Instrument>().AsNoTracking().FirstAsync(row => row.Id == found.InstrumentId, stop);
        return await AskAsync(db, caller, instrument, found.BookingId, stop) is null ? found : NoSuch(id);
    }

    /// <returns>Null for staff of the instrument, and for whoever holds the booking.</returns>
    public static async Task<Refusal?> AskAsync(HubDb db, Caller caller, Instrument instrument, string? booking, CancellationToken stop)
    {
        var staffOnly = FindInstrument.AskStaff(caller, instrument);
        return staffOnly is null || Gate.AskOwn(caller) is not null || booking is null ? staffOnly
            : await db.Set<Booking>().AnyAsync(row => row.Id == booking && row.PersonId == caller.PersonId, stop) ? null : staffOnly;
    }

    public static Task<Repository> RepositoryAsync(HubDb db, Capture capture, CancellationToken stop) => db.Set<Repository>()
        .FirstAsync(row => row.Kind == RepositoryKinds.Dataset && row.InstitutionId == capture.InstitutionId && row.Name == capture.Dataset, stop);

    /// <summary>Those of an instrument that the caller may be told of, the newest first: staff of all, others of those of their institutions and bookings.</summary>
    public static async Task<Outcome<Paged<Capture>>> ListAsync(HubDb db, Caller caller, string instrument, int page, CancellationToken stop)
    {
        var found = await FindInstrument.RunAsync(db, caller, instrument, stop);
        if (found.Refused)
            return found.Refusal!;
        var (all, own, person) = (caller.PersonId is { } me && found.Value.Staff.Contains(me) || caller.IsOperator, caller.Memberships.Keys.ToList(), caller.PersonId);
        var rows = db.Set<Capture>().AsNoTracking().Where(row => row.InstrumentId == instrument)
            .Where(row => all || own.Contains(row.InstitutionId) || db.Set<Booking>().Any(booking => booking.Id == row.BookingId && booking.PersonId == person));
        page = Math.Max(1, page);
        return new Paged<Capture>(
            await rows.OrderByDescending(row => row.StartedAt).ThenBy(row => row.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop), await rows.CountAsync(stop), page, PageSize);
    }

    /// <param name="fingerprint">The state that is asked about; the newest when null.</param>
    public static async Task<IReadOnlyList<CaptureView>> ViewsAsync(HubDb db, Caller caller, IReadOnlyList<Capture> rows, string? fingerprint, CancellationToken stop)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var states = (await db.Set<CaptureState>().AsNoTracking().Where(row => ids.Contains(row.CaptureId)).ToListAsync(stop)).ToLookup(row => row.CaptureId);
        var samples = await FindSample.VisibleAmongAsync(db, caller, [.. rows.SelectMany(row => row.Samples).Distinct()], stop);
        return [.. rows.Select(row => new CaptureView
        {
            Id = row.Id,
            Instrument = row.InstrumentId,
            Name = row.Name,
            Dataset = $"{row.InstitutionId}/{row.Dataset}",
            StartedAt = row.StartedAt,
            ClockOffset = row.ClockOffset,
            Booking = row.BookingId,
            Samples = [.. row.Samples.Where(samples.Contains)],
            Revisions = states[row.Id].Count(state => state.CommittedAt is not null),
            Complete = (fingerprint is null ? states[row.Id].MaxBy(state => state.At) : states[row.Id].FirstOrDefault(state => state.Fingerprint == fingerprint)) is { CommittedAt: not null },
            CreatedAt = row.CreatedAt,
        })];
    }

    private static Refusal NoSuch(string id) => Gate.NoSuch(new($"取り込み {id} ", $"the capture {id}"));
}
