using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Formats.Checks.Paths;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Instruments.Samples;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Captures;

/// <summary>All files of a state of an acquisition are there: they become a revision, tied to instrument, booking and samples. A later state becomes the next revision.</summary>
public sealed record CommitCapture(Capture Capture, CaptureCommit Said)
{
    private const int MostSettings = 200;
    private const int LongestSetting = 500;

    public async Task<Outcome<Capture>> RunAsync(HubDb db, CheckContents checks, Caller caller, DateTime now, CancellationToken stop)
    {
        var files = (Said.Files ?? []).Select(file => new RevisionFile(file.Path, file.Sha256, file.Size)).ToList();
        if (Faults(files).ToRefusal("bad-capture") is { } wrong)
            return wrong;
        if (RepositoryPath.CheckAll(files.Select(file => file.Path)) is [var clash, ..])
            return CommitFiles.BadPath(clash);
        using var held = checks.Store.Hold();
        var repository = await FindCapture.RepositoryAsync(db, Capture, stop);
        if (await UnknownAsync(db, caller, repository, files, stop) is { } unknown)
            return unknown;
        if (await checks.RunAsync(files, now, stop) is { } refused)
            return refused;

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var states = await db.Set<CaptureState>().Where(row => row.CaptureId == Capture.Id).ToListAsync(stop);
        if (states.Find(row => row.Fingerprint == Said.Fingerprint) is not { } state)
            return NotAnnounced;

        // Said twice, or by a program that lags behind one which saw it grow: the newer state stays.
        if (state.CommittedAt is not null || states.Exists(row => row.CommittedAt is not null && row.At > state.At))
        {
            state.CommittedAt ??= now;
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
            return Capture;
        }

        if (await Quota.AskAsync(db, checks.Store, repository.Owners, CommitFiles.Sizes(files), stop) is { } full)
            return full;
        await AddAsync(db, caller, repository, files, now, stop);
        state.CommittedAt = now;
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return Capture;
    }

    private async Task AddAsync(HubDb db, Caller caller, Repository repository, List<RevisionFile> files, DateTime now, CancellationToken stop)
    {
        var booking = Capture.BookingId is { } id ? await db.Set<Booking>().AsNoTracking().FirstAsync(row => row.Id == id, stop) : null;
        var instrument = NodeRef.Of(Instrument.NodeKind, Capture.InstrumentId);
        var revision = await new AddRevision
        {
            Repository = repository,
            Actor = caller.Node,
            PersonId = booking?.PersonId ?? caller.PersonId!,
            Files = files,
            Facts = JsonSerializer.Serialize(new { acquisition = Said.Settings ?? new Dictionary<string, string>() }),
            Sources =
            [
                (Relations.MadeWith, instrument),
                .. booking is null ? Array.Empty<(string, NodeRef)>() : [(Relations.MadeWith, booking.Node)],
                .. Capture.Samples.Select(sample => (Relations.DerivedFrom, NodeRef.Of(Sample.NodeKind, sample))),
            ],
            Title = "Captured beside the instrument",
        }.StageAsync(db, now, stop);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "dataset.captured",
            Subject = revision.Node,
            Facts = new Dictionary<string, object?> { ["capture"] = Capture.Id, ["instrument"] = Capture.InstrumentId, ["startedAt"] = Capture.StartedAt, ["clockOffset"] = Capture.ClockOffset },
        });
    }

    private FieldFaults Faults(List<RevisionFile> files) => new FieldFaults()
        .Need(files.Count is > 0 and <= CommitFiles.MostOperations, "files", new($"ファイルは 1〜{CommitFiles.MostOperations:N0} 個です。", $"Name 1 to {CommitFiles.MostOperations:N0} files."))
        .Need(files.Count > CommitFiles.MostOperations || Revision.HashOf(files) == Said.Fingerprint, "fingerprint", new("ファイルの一覧と一致しません。", "It is not that of these files."))
        .Need((Said.Settings?.Count ?? 0) <= MostSettings && (Said.Settings ?? new Dictionary<string, string>()).All(pair => pair.Key.Length <= LongestSetting && pair.Value.Length <= LongestSetting), "settings",
            new($"設定は {MostSettings} 個まで、それぞれ {LongestSetting} 文字までです。", $"At most {MostSettings} settings of {LongestSetting} characters each."));

    private static async Task<Refusal?> UnknownAsync(HubDb db, Caller caller, Repository repository, List<RevisionFile> files, CancellationToken stop)
    {
        foreach (var some in files.DistinctBy(file => file.Hash).Chunk(1000))
        {
            var known = await ReachableContents.AmongAsync(db, caller, repository, [.. some.Select(file => file.Hash)], stop);
            if (some.FirstOrDefault(file => !known.TryGetValue(file.Hash, out var size) || size != file.Size) is { } missing)
                return CommitFiles.NotUploaded(missing.Path, missing.Hash);
        }

        return null;
    }

    private static Refusal NotAnnounced { get; } = Refusal.Conflict(
        "not-announced",
        new("この内容の計測は知らされていません。", "This state of the acquisition was not announced."),
        new("先に計測を知らせてください。", "Announce it first."));
}
