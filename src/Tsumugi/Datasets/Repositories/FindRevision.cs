using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <param name="Commit">The commit that the name stands for.</param>
public sealed record NamedRevision(Commit Commit, Revision Revision);

/// <summary>What a name in a repository stands for: a branch, a tag, a commit or its beginning, or <c>HEAD</c>.</summary>
public static class FindRevision
{
    private const int LeastDigits = 7;

    public static async Task<Outcome<NamedRevision>> RunAsync(HubDb db, Repository repository, string name, CancellationToken stop)
    {
        if (await CommitAsync(db, repository, name, stop) is not { } commit)
        {
            return new Refusal(
                "no-revision", 404,
                new($"{repository.Id} に版「{name}」がありません。", $"{repository.Id} has no revision '{name}'."),
                new("ブランチ・タグ・コミットの名前を確かめてください。", "Check the name of the branch, tag or commit."));
        }

        var revision = await db.Of<Revision>(repository).AsNoTracking().FirstAsync(row => row.Hash == commit.Revision, stop);
        return new NamedRevision(commit, revision);
    }

    /// <summary>The revision that a node of the thread names; the gate is not asked.</summary>
    public static async Task<Revision> OfNodeAsync(HubDb db, NodeRef node, CancellationToken stop)
    {
        var repository = await FindRepository.OfNode(db, node).AsNoTracking().FirstAsync(stop);
        return await db.Of<Revision>(repository).AsNoTracking().FirstAsync(row => row.Hash == node.Revision, stop);
    }

    /// <returns>Null when the name stands for nothing.</returns>
    public static async Task<Commit?> CommitAsync(HubDb db, Repository repository, string name, CancellationToken stop)
    {
        var asked = name is "HEAD" or "" ? RepositoryRef.Main : name;
        var commits = db.Of<Commit>(repository).AsNoTracking();
        if (await db.Of<RepositoryRef>(repository).AsNoTracking().FirstOrDefaultAsync(row => row.Ref == asked, stop) is { } found)
            return await commits.FirstAsync(row => row.Oid == found.Oid, stop);
        if (asked.Length < LeastDigits || !asked.All(char.IsAsciiHexDigitLower))
            return null;

        // The name of a revision's content serves, too: it stands for the last commit that put it in.
        var matching = await commits.Where(row => row.Oid.StartsWith(asked) || row.Revision.StartsWith(asked)).OrderByDescending(row => row.Depth).Take(2).ToListAsync(stop);
        return matching.Count == 1 || (matching.Count == 2 && matching[0].Revision == matching[1].Revision) ? matching[0] : null;
    }
}
