using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content.Upkeep;

/// <summary>Keeps track of what is damaged, and mends it with bytes that come again.</summary>
public sealed class Damages(XorbIndex index, ContentLeases leases, IServiceScopeFactory scopes)
{
    /// <summary>Writes down what was found; called in the caller's transaction.</summary>
    /// <returns>The contents that are damaged by it; null when nothing is new.</returns>
    public static async Task<IReadOnlyList<string>?> NoteAsync(HubDb db, Scrubbed scrubbed, DateTime now, CancellationToken stop)
    {
        var id = scrubbed.Xorb.Id;
        var before = await db.Set<XorbDamage>().AsNoTracking().FirstOrDefaultAsync(row => row.XorbId == id, stop);
        if ((before?.Chunks ?? []).SequenceEqual(scrubbed.Broken))
            return null;
        await db.Set<XorbDamage>().Where(row => row.XorbId == id).ExecuteDeleteAsync(stop);
        if (scrubbed.Broken.Count == 0)
        {
            // What is hidden stays hidden: it is about to be collected.
            if (await db.Set<XorbRow>().AnyAsync(row => row.Id == id && row.HiddenAt == null, stop))
                await XorbIndex.AddChunksAsync(db, id, scrubbed.Xorb.Chunks, [], stop);
            return [];
        }

        await XorbIndex.RemoveChunksAsync(db, id, scrubbed.Xorb.Chunks, scrubbed.Broken, stop);
        var damaged = await NamingAsync(db, new() { [id] = [.. scrubbed.Broken] }, stop);
        db.Add(new XorbDamage { XorbId = id, FoundAt = now, Chunks = scrubbed.Broken });
        db.AddRange(damaged.Select(hash => new ContentDamage(hash, id)));
        await db.SaveChangesAsync(stop);
        return damaged;
    }

    /// <summary>Damage that a new content has already: an upload that began before it was found may be made of what is broken.</summary>
    internal static async Task<IReadOnlyList<ContentDamage>> InAsync(HubDb db, ContentRow content, CancellationToken stop)
    {
        var terms = Term.Read(content.Terms);
        var xorbs = terms.Select(term => term.XorbId).Distinct().ToList();
        var damages = await db.Set<XorbDamage>().AsNoTracking().Where(row => xorbs.Contains(row.XorbId)).ToListAsync(stop);
        return
        [
            .. from damage in damages
               where terms.Any(term => term.XorbId == damage.XorbId && damage.Chunks.Any(chunk => chunk >= term.Start && chunk < term.End))
               select new ContentDamage(content.Sha256, damage.XorbId),
        ];
    }

    /// <summary>Which of some contents are damaged: an upload of these is welcome, although they are known.</summary>
    public static Task<HashSet<string>> AmongAsync(HubDb db, IReadOnlyCollection<string> contents, CancellationToken stop) =>
        db.Set<ContentDamage>().Where(row => contents.Contains(row.Sha256)).Select(row => row.Sha256).ToHashSetAsync(stop);

    /// <summary>Leads contents from broken chunks to the same chunks where another upload brought them.</summary>
    /// <returns>The contents that are whole again.</returns>
    public async Task<IReadOnlyList<string>> MendAsync(CancellationToken stop)
    {
        using var held = leases.Take();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        var damages = await db.Set<XorbDamage>().AsNoTracking().ToListAsync(stop);
        var elsewhere = new Dictionary<(long Xorb, int Chunk), (long Xorb, int Chunk)>();
        await using var lookup = await index.LookUpAsync(stop);
        foreach (var damage in damages)
        {
            var chunks = (await index.FindAsync(damage.XorbId, stop)).Chunks;
            foreach (var chunk in damage.Chunks)
            {
                if (await lookup.FindAsync(chunks[chunk].Hash, stop) is { } place)
                    elsewhere[(damage.XorbId, chunk)] = (place.Xorb.Id, place.Position);
            }
        }

        var broken = damages.ToDictionary(damage => damage.XorbId, damage => damage.Chunks.ToHashSet());
        var mended = new List<string>();
        foreach (var hash in elsewhere.Count == 0 ? [] : await db.Set<ContentDamage>().Select(row => row.Sha256).Distinct().ToListAsync(stop))
        {
            if (await MendAsync(db, hash, broken, elsewhere, stop))
                mended.Add(hash);
        }

        return mended;
    }

    private async Task<bool> MendAsync(
        HubDb db, string hash, Dictionary<long, HashSet<int>> broken, Dictionary<(long, int), (long Xorb, int Chunk)> elsewhere, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await ContentStore.FindAsync(db, hash, stop) is not { } content)
            return false;
        var (terms, whole) = (new List<Term>(), true);
        foreach (var term in Term.Read(content.Terms))
        {
            var chunks = (await index.FindAsync(term.XorbId, stop)).Chunks;
            for (var chunk = term.Start; chunk < term.End; chunk++)
            {
                var (xorb, position) = elsewhere.GetValueOrDefault((term.XorbId, chunk), (term.XorbId, chunk));
                whole &= !broken.TryGetValue(xorb, out var bad) || !bad.Contains(position);
                Term.Append(terms, xorb, position, chunks[chunk].Header.Length);
            }
        }

        await XorbIndex.MustKnowAsync(db, [.. terms.Select(term => term.XorbId).Distinct()], stop);
        await db.Set<ContentRow>().Where(row => row.Sha256 == hash).ExecuteUpdateAsync(row => row.SetProperty(one => one.Terms, Term.Write(terms)), stop);
        if (whole)
            await db.Set<ContentDamage>().Where(row => row.Sha256 == hash).ExecuteDeleteAsync(stop);
        await transaction.CommitAsync(stop);
        return whole;
    }

    private static async Task<IReadOnlyList<string>> NamingAsync(HubDb db, Dictionary<long, HashSet<int>> broken, CancellationToken stop)
    {
        var naming = new List<string>();
        await foreach (var content in db.Set<ContentRow>().Select(row => new { row.Sha256, row.Terms }).AsAsyncEnumerable().WithCancellation(stop))
        {
            if (Term.Read(content.Terms).Any(term => broken.TryGetValue(term.XorbId, out var chunks) && chunks.Any(chunk => chunk >= term.Start && chunk < term.End)))
                naming.Add(content.Sha256);
        }

        return naming;
    }
}
