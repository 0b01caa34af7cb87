using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content.Upkeep;

/// <summary>What one round of collecting removed.</summary>
/// <param name="Bytes">In the object store.</param>
/// <param name="Strays">Files in the object store that no record named.</param>
/// <param name="Postponed">Uploads that might still refer to something took too long; the rest waits for the next round.</param>
public sealed record Collected(int Contents, int Xorbs, long Bytes, int Strays, bool Postponed);

/// <summary>Removes contents and xorbs that nothing refers to. Uploads go on meanwhile, and lose nothing.</summary>
/// <remarks>See "Collecting" in this folder's README for why.</remarks>
public sealed class CollectContents(
    HubOptions options, ContentStore store, IXorbFiles files, XorbIndex index, XorbLocks locks, ContentLeases leases,
    IEnumerable<IContentUse> uses, IServiceScopeFactory scopes) : IDisposable
{
    /// <summary>Rows changed in one transaction, so that no other writer waits long.</summary>
    private const int Batch = 500;

    private readonly SemaphoreSlim _turn = new(1);

    public async Task<Collected> RunAsync(DateTime now, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            return await CollectAsync(now, stop);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Collected> CollectAsync(DateTime now, CancellationToken stop)
    {
        foreach (var use in uses)
        {
            await InScopeAsync(async db =>
            {
                await use.PruneAsync(db, now, stop);
                return use;
            });
        }

        store.RemoveAbandonedParts(now - options.UncommittedLife);
        await MarkAsync(now, stop);
        var postponed = !await leases.EndedAsync(options.CollectPatience, stop);
        var contents = postponed ? 0 : await RemoveContentsAsync(now - options.CollectGrace, stop);
        var hidden = await HideXorbsAsync(now, stop);
        postponed |= hidden.Count > 0 && !await leases.EndedAsync(options.CollectPatience, stop);
        var (xorbs, bytes) = postponed ? (0, 0) : await RemoveXorbsAsync(hidden, stop);
        return new(contents, xorbs, bytes, await RemoveStraysAsync(stop), postponed);
    }

    private IQueryable<ContentRow> Unused(HubDb db)
    {
        IQueryable<ContentRow> unused = db.Set<ContentRow>();
        foreach (var use in uses)
        {
            var used = use.Contents(db);
            unused = unused.Where(row => !used.Contains(row.Sha256));
        }

        return unused;
    }

    /// <summary>Notes since when each content is in use nowhere, and forgets that of those that are again.</summary>
    private async Task MarkAsync(DateTime now, CancellationToken stop)
    {
        var (unused, marked) = await InScopeAsync(async db => (
            await Unused(db).Where(row => row.UnusedSince == null).Select(row => row.Sha256).ToListAsync(stop),
            await db.Set<ContentRow>().Where(row => row.UnusedSince != null).Select(row => row.Sha256).ToListAsync(stop)));
        foreach (var some in unused.Chunk(Batch))
        {
            await InScopeAsync(db => Unused(db).Where(row => some.Contains(row.Sha256) && row.UnusedSince == null)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.UnusedSince, now), stop));
        }

        foreach (var (some, use) in marked.Chunk(Batch).SelectMany(some => uses.Select(use => (some, use))))
        {
            await InScopeAsync(db =>
            {
                var used = use.Contents(db);
                return db.Set<ContentRow>().Where(row => some.Contains(row.Sha256) && used.Contains(row.Sha256))
                    .ExecuteUpdateAsync(row => row.SetProperty(one => one.UnusedSince, (DateTime?)null), stop);
            });
        }
    }

    private async Task<int> RemoveContentsAsync(DateTime unusedSince, CancellationToken stop)
    {
        var ripe = await InScopeAsync(db => Unused(db).Where(row => row.UnusedSince <= unusedSince).Select(row => row.Sha256).ToListAsync(stop));
        var removed = 0;
        foreach (var some in ripe.Chunk(Batch))
        {
            removed += await InScopeAsync(db => Unused(db).Where(row => some.Contains(row.Sha256) && row.UnusedSince <= unusedSince).ExecuteDeleteAsync(stop));
            foreach (var hash in some)
                store.ForgetCopy(hash);
        }

        return removed;
    }

    /// <summary>From here on no upload is told of them, unless it brings one in again.</summary>
    private async Task<IReadOnlyList<long>> HideXorbsAsync(DateTime now, CancellationToken stop)
    {
        var needed = now - options.UncommittedLife;
        var candidates = await InScopeAsync(db => db.Set<XorbRow>().Where(row => row.NeededAt <= needed).Select(row => row.Id).ToListAsync(stop));
        candidates.RemoveAll((await NamedAsync(stop)).Contains);
        foreach (var id in candidates)
            await index.HideAsync(id, now, stop);
        return candidates;
    }

    private async Task<(int Xorbs, long Bytes)> RemoveXorbsAsync(IReadOnlyList<long> hidden, CancellationToken stop)
    {
        if (hidden.Count == 0)
            return (0, 0);

        // Whoever could have known them has ended, and has recorded what it made of them.
        var named = await NamedAsync(stop);
        var (xorbs, bytes) = (0, 0L);
        foreach (var id in hidden)
        {
            if (named.Contains(id))
            {
                await index.ShowAsync(id, stop);
                continue;
            }

            using var held = await locks.HoldAsync((await index.FindAsync(id, stop)).Hash, stop);
            var file = (await index.FindAsync(id, stop)).File;
            if (await index.RemoveHiddenAsync(id, stop) is not { } size)
                continue;
            await files.DeleteAsync(file, stop);
            (xorbs, bytes) = (xorbs + 1, bytes + size);
        }

        return (xorbs, bytes);
    }

    /// <summary>Files whose row went, or never came, because the hub was killed in between.</summary>
    private async Task<int> RemoveStraysAsync(CancellationToken stop)
    {
        var strays = 0;
        await foreach (var some in files.ListAsync(stop).Chunk(Batch).WithCancellation(stop))
        {
            var known = await index.AmongAsync(some, stop);
            foreach (var hash in some.Where(hash => !known.Contains(hash)))
            {
                using var held = await locks.HoldAsync(hash, stop);
                if ((await index.AmongAsync([hash], stop)).Count > 0)
                    continue;
                await files.DeleteAsync(hash, stop);
                strays++;
            }
        }

        return strays;
    }

    /// <summary>Every xorb that some content names.</summary>
    private Task<HashSet<long>> NamedAsync(CancellationToken stop) => InScopeAsync(async db =>
    {
        var named = new HashSet<long>();
        await foreach (var terms in db.Set<ContentRow>().Select(row => row.Terms).AsAsyncEnumerable().WithCancellation(stop))
        {
            foreach (var term in Term.Read(terms))
                named.Add(term.XorbId);
        }

        return named;
    });

    private async Task<T> InScopeAsync<T>(Func<HubDb, Task<T>> action)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await action(scope.ServiceProvider.GetRequiredService<HubDb>());
    }
}
