using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Formats.Checks;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Which contents somebody may put into a repository: what is in it, what they may read elsewhere, what they brought in.</summary>
public static class ReachableContents
{
    /// <returns>Hash → bytes.</returns>
    public static async Task<Dictionary<string, long>> AmongAsync(
        HubDb db, Caller caller, Repository repository, IReadOnlyCollection<string> hashes, CancellationToken stop)
    {
        var (kind, institution, name, person) = (repository.Kind, repository.InstitutionId, repository.Name, caller.PersonId);
        var own = caller.Memberships.Keys.ToList();
        var open = from content in db.Set<RepositoryContent>()
                   join other in db.Set<Repository>()
                       on new { content.Kind, content.InstitutionId, content.Name } equals new { other.Kind, other.InstitutionId, other.Name }
                   where other.DeletedAt == null
                       && (caller.IsOperator || own.Contains(other.InstitutionId) || (other.Visibility == Visibility.Hub && other.Gated == Gating.Open
                           && !db.Set<ContentCheck>().Any(check => check.Sha256 == content.Sha256 && check.Worst == Severity.Held)))
                   select content.Sha256;
        return await db.Set<ContentRow>().Where(row => hashes.Contains(row.Sha256))
            .Where(row =>
                db.Set<RepositoryContent>().Any(one => one.Sha256 == row.Sha256 && one.Kind == kind && one.InstitutionId == institution && one.Name == name)
                || db.Set<BroughtContent>().Any(one => one.Sha256 == row.Sha256 && one.PersonId == person)
                || open.Contains(row.Sha256))
            .ToDictionaryAsync(row => row.Sha256, row => row.Size, stop);
    }

    /// <summary>Which of some contents a repository has.</summary>
    /// <returns>Hash → bytes.</returns>
    public static Task<Dictionary<string, long>> HeldAsync(HubDb db, Repository repository, IReadOnlyCollection<string> hashes, CancellationToken stop) => (
        from held in db.Of<RepositoryContent>(repository)
        join content in db.Set<ContentRow>() on held.Sha256 equals content.Sha256
        where hashes.Contains(held.Sha256)
        select content).ToDictionaryAsync(row => row.Sha256, row => row.Size, stop);

    /// <summary>Notes that somebody brought contents in.</summary>
    public static async Task BroughtAsync(HubDb db, Caller caller, IReadOnlyCollection<string> hashes, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        await ContentStore.UseAsync(db, hashes, stop);
        foreach (var hash in hashes)
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO brought_content (PersonId, Sha256, At) VALUES ({caller.PersonId}, {hash}, {now}) ON CONFLICT (PersonId, Sha256) DO UPDATE SET At = excluded.At", stop);
        }

        await transaction.CommitAsync(stop);
    }
}
