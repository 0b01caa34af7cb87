using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Thread.Origins;

/// <summary>Makes the kept sets of an older hub, once, when it is started: all of them, or none if it is killed.</summary>
public static class RebuildOrigins
{
    public static async Task RunWhereNeededAsync(HubDb db, CancellationToken stop)
    {
        if (!await db.Set<OriginsPending>().AnyAsync(stop))
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await db.Database.ExecuteSqlRawAsync("DELETE FROM node_origin; DELETE FROM origin_set; DELETE FROM origin;", stop);
        var origins = new RecomputeOrigins([]);
        await foreach (var tie in db.Set<TieRow>().AsNoTracking().OrderBy(row => row.Seq).ThenBy(row => row.Position).AsAsyncEnumerable().WithCancellation(stop))
            origins.Add(tie.From, tie.Relation, tie.To);

        using var commands = new OriginCommands(db.Database.GetDbConnection(), transaction.GetDbTransaction());
        var sets = new Dictionary<OriginSet, long>();
        foreach (var (node, set) in origins.Run())
        {
            stop.ThrowIfCancellationRequested();
            if (!sets.TryGetValue(set, out var id))
                sets[set] = id = commands.NumberOf(set);
            commands.Put(node, id);
        }

        foreach (var (origin, number) in origins.Numbers)
            commands.Number(origin, number);
        await db.Database.ExecuteSqlRawAsync("DELETE FROM origin_pending", stop);
        await transaction.CommitAsync(stop);
    }
}
