using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Upkeep;

/// <summary>What operators see of the store.</summary>
public static class StorageState
{
    private const int MostRounds = 20;
    private const int MostDamages = 100;

    public static async Task<Outcome<StorageView>> RunAsync(HubDb db, HubOptions options, IEnumerable<IContentUse> uses, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var trusted = now - options.ScrubEvery;
        var xorbs = db.Set<XorbRow>();
        return new StorageView
        {
            Contents = await db.Set<ContentRow>().CountAsync(stop),
            ContentBytes = await db.Set<ContentRow>().SumAsync(row => row.Size, stop),
            Xorbs = await xorbs.CountAsync(stop),
            StoredBytes = await xorbs.SumAsync(row => (long)row.Size, stop),
            Checked = await xorbs.CountAsync(row => row.CheckedAt >= trusted, stop),
            CheckedSince = await xorbs.AnyAsync(row => row.CheckedAt == null, stop) ? null : await xorbs.MinAsync(row => row.CheckedAt, stop),
            Rounds = await db.Set<CollectRound>().OrderByDescending(row => row.Id).Take(MostRounds)
                .Select(row => new CollectRoundView(row.StartedAt, row.EndedAt, row.Actor, row.Contents, row.Xorbs, row.Bytes, row.Strays, row.Postponed)).ToListAsync(stop),
            Damages = await DamagesAsync(db, uses, stop),
        };
    }

    private static async Task<List<DamageView>> DamagesAsync(HubDb db, IEnumerable<IContentUse> uses, CancellationToken stop)
    {
        var views = new List<DamageView>();
        foreach (var damage in await db.Set<XorbDamage>().AsNoTracking()
            // A broken chunk that no content is made of any longer harms nobody.
            .Where(row => db.Set<ContentDamage>().Any(one => one.XorbId == row.XorbId)).OrderByDescending(row => row.FoundAt).Take(MostDamages).ToListAsync(stop))
        {
            var xorb = StoredXorb.From(await db.Set<XorbRow>().AsNoTracking().FirstAsync(row => row.Id == damage.XorbId, stop));
            var contents = await db.Set<ContentDamage>().Where(row => row.XorbId == damage.XorbId).Select(row => row.Sha256).ToListAsync(stop);
            var places = await ScrubStep.PlacesAsync(db, uses, contents, stop);
            views.Add(new(xorb.Hash.ToString(), damage.FoundAt, damage.Chunks.Count, xorb.Chunks.Count, [.. places.Select(place => new DamagedFile(place.Node, place.Path, place.Sha256))]));
        }

        return views;
    }
}
