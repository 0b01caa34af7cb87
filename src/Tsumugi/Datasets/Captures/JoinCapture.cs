using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Samples;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;

namespace Tsumugi.Datasets.Captures;

/// <summary>Somebody says in which booking an acquisition was made, or of which samples: what neither clock nor headers told.</summary>
public sealed record JoinCapture(string Id, CaptureJoin Said)
{
    public async Task<Outcome<Capture>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindCapture.ToBringAsync(db, caller, Id, stop);
        if (found.Refused)
            return found;
        var capture = found.Value;
        var booking = string.IsNullOrWhiteSpace(Said.Booking) ? null : Said.Booking.Trim();
        if (booking is not null && !await db.Set<Booking>().AnyAsync(row => row.Id == booking && row.InstrumentId == capture.InstrumentId, stop))
            return new FieldFaults().Need(false, "booking", new("この機器の予約の ID を入力してください。", "Give the id of a booking of this instrument.")).ToRefusal("bad-samples")!;
        var named = await new NameSamples($"{capture.InstitutionId}/{capture.Dataset}", new(null, Said.Samples, booking)).RunAsync(db, caller, stop);
        if (named.Refused)
            return named.Refusal!;
        capture.BookingId = booking ?? capture.BookingId;
        capture.Samples = [.. capture.Samples.Union((Said.Samples ?? []).Select(sample => sample.Trim()).Where(sample => sample.Length > 0), StringComparer.Ordinal)];
        await db.SaveChangesAsync(stop);
        return capture;
    }
}
