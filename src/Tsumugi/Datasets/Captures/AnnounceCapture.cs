using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Instruments.Samples;

namespace Tsumugi.Datasets.Captures;

/// <summary>A program beside an instrument has found an acquisition: it gets the dataset that it belongs into. Said twice, by whomever, it is the same one.</summary>
public sealed record AnnounceCapture(string Instrument, CaptureAnnouncement Said)
{
    private const int MostCandidates = 100;

    public async Task<Outcome<Capture>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindInstrument.RunAsync(db, caller, Instrument, stop);
        if (found.Refused || Gate.AskOwn(caller) is not null)
            return found.Refusal ?? Gate.AskOwn(caller)!;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var started = Said.StartedAt.ToUniversalTime() is var said && said < now ? said : now;
        var booking = await BookingAtAsync(db, Instrument, started, stop);
        var known = await KnownAsync(db, stop);
        if (await FindCapture.AskAsync(db, caller, found.Value, known is null ? booking?.Id : known.BookingId, stop) is { } notTheirs)
            return notTheirs;
        if (Faults(now).ToRefusal("bad-capture") is { } wrong)
            return wrong;
        var capture = known ?? Begin(db, caller, found.Value, booking, started, now);
        capture.Samples = [.. capture.Samples.Union(await SamplesAsync(db, capture.InstitutionId, stop), StringComparer.Ordinal)];
        if (await db.Set<CaptureState>().FindAsync([Instrument, Said.Fingerprint!], stop) is null)
            db.Add(new CaptureState(Instrument, Said.Fingerprint!, capture.Id, now));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return capture;
    }

    /// <summary>Whose time it was: what was really used comes before what was only booked.</summary>
    public static async Task<Booking?> BookingAtAsync(HubDb db, string instrument, DateTime at, CancellationToken stop)
    {
        // A use may begin a quarter of an hour early, and end with its time.
        var near = await db.Set<Booking>().AsNoTracking()
            .Where(row => row.InstrumentId == instrument && row.From <= at.AddHours(1) && row.Until >= at)
            .Where(row => row.State == BookingState.Booked || row.State == BookingState.InUse || row.State == BookingState.Used || row.State == BookingState.NoShow).ToListAsync(stop);
        return near.Where(row => row.StartedAt <= at && at <= (row.EndedAt ?? row.Until)).MaxBy(row => row.StartedAt)
            ?? near.Where(row => row.From <= at && at < (row.EndedAt ?? row.Until)).MinBy(row => row.State == BookingState.NoShow);
    }

    private FieldFaults Faults(DateTime now) => new FieldFaults()
        .Need(Said.Name?.Trim() is { Length: > 0 and <= 500 }, "name", new("1〜500 文字で入力してください。", "Give 1 to 500 characters."))
        .Need(IsHash(Said.Fingerprint), "fingerprint", new("SHA-256 を小文字の 16 進数で指定してください。", "Give a SHA-256 in lower-case hexadecimal."))
        .Need(Said.Key is null || IsHash(Said.Key), "key", new("SHA-256 を小文字の 16 進数で指定してください。", "Give a SHA-256 in lower-case hexadecimal."))
        .Need(Said.StartedAt > now.AddYears(-50), "startedAt", new("計測を始めた時刻を指定してください。", "Say when it began."))
        .Need(double.IsFinite(Said.ClockOffset), "clockOffset", new("秒数を指定してください。", "Give seconds."))
        .Need((Said.Samples?.Count ?? 0) <= MostCandidates, "samples", new($"{MostCandidates} 個までです。", $"At most {MostCandidates}."));

    private static bool IsHash(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    private async Task<Capture?> KnownAsync(HubDb db, CancellationToken stop)
    {
        if (await db.Set<CaptureState>().AsNoTracking().FirstOrDefaultAsync(row => row.InstrumentId == Instrument && row.Fingerprint == Said.Fingerprint, stop) is { } state)
            return await db.Set<Capture>().FirstAsync(row => row.Id == state.CaptureId, stop);
        return await db.Set<Capture>().FirstOrDefaultAsync(row => row.InstrumentId == Instrument && row.Id == Said.Continues, stop)
            ?? (Said.Key is null ? null : await db.Set<Capture>().FirstOrDefaultAsync(row => row.InstrumentId == Instrument && row.Key == Said.Key, stop));
    }

    // A draft: its institution alone sees it until somebody there says under which conditions others may.
    private Capture Begin(HubDb db, Caller caller, Instrument instrument, Booking? booking, DateTime started, DateTime now)
    {
        var id = RandomId.Make(12);
        var at = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(started, DateTimeKind.Utc), instrument.Zone);
        var name = string.Create(CultureInfo.InvariantCulture, $"{instrument.Id[..Math.Min(40, instrument.Id.Length)]}-{at:yyyyMMdd}-{id[..6]}");
        var repository = new Repository
        {
            Kind = RepositoryKinds.Dataset,
            InstitutionId = booking?.InstitutionId ?? instrument.InstitutionId,
            Name = name,
            Slug = name,
            ProjectId = booking?.ProjectId,
            TitleJa = string.Create(CultureInfo.InvariantCulture, $"{instrument.NameJa}の計測（{at:yyyy-MM-dd HH:mm}）"),
            TitleEn = string.Create(CultureInfo.InvariantCulture, $"{instrument.NameEn}, measured {at:yyyy-MM-dd HH:mm}"),
            Card = "",
            Visibility = Visibility.Institution,
            Conditions = Tsumugi.Ethics.DataUseConditions.None,
            CreatedAt = now,
            UpdatedAt = now,
        };
        CreateRepository.Stage(db, caller.Node, repository);
        var capture = new Capture
        {
            Id = id,
            InstrumentId = Instrument,
            Key = Said.Key,
            Name = Said.Name!.Trim(),
            InstitutionId = repository.InstitutionId,
            Dataset = name,
            StartedAt = started,
            ClockOffset = Said.ClockOffset,
            BookingId = booking?.Id,
            Samples = [],
            CreatedAt = now,
        };
        db.Add(capture);
        return capture;
    }

    /// <summary>Samples of the dataset's institution that one of the names stands for, and no other sample.</summary>
    private async Task<List<string>> SamplesAsync(HubDb db, string institution, CancellationToken stop)
    {
        var samples = new List<string>();
        foreach (var name in (Said.Samples ?? []).Select(name => name.Trim()).Where(name => name.Length is > 2 and <= 200).Distinct(StringComparer.Ordinal))
        {
            var (id, line) = ($"{institution}/{name}", $"\n{name}\n");
            var meant = await db.Set<Sample>().AsNoTracking().Where(row => row.InstitutionId == institution && (row.Id == id || row.Id == name || row.Given.Contains(line))).Select(row => row.Id).Order().Take(2).ToListAsync(stop);
            if (meant is [var only])
                samples.Add(only);
        }

        return samples;
    }
}
