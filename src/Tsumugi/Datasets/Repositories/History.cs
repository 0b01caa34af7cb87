using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories;

/// <summary>The commits that led to one, newest first.</summary>
public static class History
{
    public static async Task<List<Commit>> OfAsync(HubDb db, Repository repository, Commit head, int skip, int most, CancellationToken stop)
    {
        var (kind, institution, name, oid) = (repository.Kind, repository.InstitutionId, repository.Name, head.Oid);
        return await db.Set<Commit>().FromSql(
            $"""
            WITH RECURSIVE history(Oid) AS (
                SELECT {oid}
                UNION ALL
                SELECT c.Parent FROM repository_commit c JOIN history h ON c.Oid = h.Oid
                WHERE c.Kind = {kind} AND c.InstitutionId = {institution} AND c.Name = {name} AND c.Parent IS NOT NULL)
            SELECT c.* FROM repository_commit c JOIN history h ON c.Oid = h.Oid
            WHERE c.Kind = {kind} AND c.InstitutionId = {institution} AND c.Name = {name}
            """).AsNoTracking().OrderByDescending(commit => commit.Depth).Skip(skip).Take(most).ToListAsync(stop);
    }
}
