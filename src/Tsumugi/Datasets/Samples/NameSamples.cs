using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Concerns;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Instruments.Samples;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Samples;

/// <summary>Says what a revision of a dataset was measured from, and in which booking. From then on it comes under the samples' conditions, and so does whatever was made from it.</summary>
/// <param name="Dataset"><c>institution/name</c>.</param>
public sealed record NameSamples(string Dataset, MadeFromRequest Request)
{
    private const int MostSamples = 10_000;

    public async Task<Outcome<Revision>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindRepository.RunAsync(db, caller, Act.Write, RepositoryKinds.Dataset, Dataset, stop);
        if (found.Refused)
            return found.Refusal!;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var revisions = await FindRepository.Of(db, found.Value).ToListAsync(stop);
        var revision = string.IsNullOrWhiteSpace(Request.Revision) ? await FindRepository.NewestAsync(db, found.Value, stop) : revisions.Find(row => row.Hash == Request.Revision.Trim());
        var samples = (Request.Samples ?? []).Select(id => id?.Trim() ?? "").Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var booking = string.IsNullOrWhiteSpace(Request.Booking) ? null : Request.Booking.Trim();
        var faults = new FieldFaults()
            .Need(revision is not null, "revision", new("その版がありません。先にファイルを登録してください。", "There is no such revision; commit files first."))
            .Need(samples.Count > 0 || booking is not null, "samples", new("試料か予約を挙げてください。", "Name samples or a booking."))
            .Need(samples.Count <= MostSamples, "samples", new($"一度に {MostSamples:N0} 個までです。", $"At most {MostSamples:N0} at once."));
        foreach (var id in samples.Take(MostSamples))
        {
            var sample = await FindSample.ToUseAsync(db, caller, id, stop);
            faults.Need(!sample.Refused, "samples", new($"{id}：{sample.Refusal?.Reason.Ja}", $"{id}: {sample.Refusal?.Reason.En}"));
        }

        if (booking is not null && await FindBooking.RunAsync(db, caller, booking, stop) is var held)
        {
            faults.Need(!held.Refused, "booking", new($"予約 {booking} がありません。", $"There is no booking {booking}."))
                .Need(held.Refused || held.Value.Booking.State is BookingState.Booked or BookingState.InUse or BookingState.Used, "booking", new("使われなかった予約です。", "That booking was not used."));
        }

        if (faults.ToRefusal("bad-samples") is { } wrong)
            return wrong;
        var (node, known) = (revision!.Node, await TiedAsync(db, revision.Node, stop));
        Tie[] ties = [.. samples.Select(id => new Tie(node, Relations.DerivedFrom, NodeRef.Of(Sample.NodeKind, id))), .. booking is null ? (Tie[])[] : [new(node, Relations.MadeWith, NodeRef.Of(Booking.NodeKind, booking))]];
        if (ties.All(tie => known.Contains(tie.To.ToString())))
            return revision;
        db.Record(new() { Actor = caller.Node, Kind = "dataset.measured", Subject = node, Facts = new Dictionary<string, object?> { ["samples"] = samples.Count }, Ties = [.. ties.Where(tie => !known.Contains(tie.To.ToString()))] });
        await HoldBack.RunAsync(db, found.Value, ties.Select(tie => tie.To), stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return revision;
    }

    /// <summary>Samples and bookings that a revision is tied to.</summary>
    public static async Task<HashSet<string>> TiedAsync(HubDb db, NodeRef revision, CancellationToken stop)
    {
        var name = revision.ToString();
        return await db.Set<TieRow>().AsNoTracking()
            .Where(row => row.From == name && (row.Relation == Relations.DerivedFrom || row.Relation == Relations.MadeWith) && (EF.Functions.Like(row.To, "sample:%") || EF.Functions.Like(row.To, "booking:%")))
            .Select(row => row.To).ToHashSetAsync(stop);
    }
}
