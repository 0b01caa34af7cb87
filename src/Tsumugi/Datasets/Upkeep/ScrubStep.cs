using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Upkeep;

/// <summary>Looks at one xorb; damage is on record, on the thread and ready to be mended before the next is looked at.</summary>
public static class ScrubStep
{
    /// <summary>Files named in one event; the page names all.</summary>
    private const int MostNamed = 20;

    /// <returns>False when there was none to look at.</returns>
    public static async Task<bool> RunAsync(
        HubDb db, ScrubContents scrub, XorbIndex index, IEnumerable<IContentUse> uses, DateTime checkedBefore, CancellationToken stop)
    {
        if (await scrub.NextAsync(checkedBefore, stop) is not { } looked)
            return false;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await Damages.NoteAsync(db, looked, DateTime.UtcNow, stop) is { } damaged)
        {
            var places = await PlacesAsync(db, uses, damaged, stop);
            db.Record(new()
            {
                Actor = ContentUpkeep.Hub,
                Kind = looked.Broken.Count > 0 ? "content.damaged" : "content.mended",
                Subject = ContentUpkeep.Hub,
                Facts = new Dictionary<string, object?>
                {
                    ["xorb"] = looked.Xorb.Hash.ToString(),
                    ["chunks"] = looked.Broken.Count,
                    ["contents"] = damaged.Count,
                    ["files"] = places.Take(MostNamed).Select(place => $"{place.Node} {place.Path}").ToList(),
                },
            });
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
            index.Forget(looked.Xorb.Id);
        }

        return true;
    }

    /// <summary>Leads damaged contents to the same chunks elsewhere, and tells the thread of those that are whole again.</summary>
    public static async Task MendAsync(HubDb db, Damages damages, CancellationToken stop)
    {
        var mended = await damages.MendAsync(stop);
        if (mended.Count == 0)
            return;
        db.Record(new()
        {
            Actor = ContentUpkeep.Hub,
            Kind = "content.mended",
            Subject = ContentUpkeep.Hub,
            Facts = new Dictionary<string, object?> { ["contents"] = mended },
        });
        await db.SaveChangesAsync(stop);
    }

    public static async Task<List<ContentPlace>> PlacesAsync(
        HubDb db, IEnumerable<IContentUse> uses, IReadOnlyCollection<string> contents, CancellationToken stop)
    {
        var places = new List<ContentPlace>();
        foreach (var use in contents.Count == 0 ? [] : uses)
            places.AddRange(await use.PlacesAsync(db, contents, stop));
        return places;
    }
}
