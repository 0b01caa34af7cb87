using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Makes and removes branches and tags. Whoever calls has found the repository through the gate, for writing.</summary>
public static class ChangeRefs
{
    private const int MostLength = 200;

    /// <param name="empty">Refused here: a branch always stands at a commit.</param>
    public static async Task<Refusal?> AddBranchAsync(
        HubDb db, Caller caller, Repository repository, string branch, string? from, bool overwrite, bool empty, CancellationToken stop)
    {
        if (empty)
            return Refusal.Invalid("empty-branch", new("空のブランチは作れません。", "A branch without a commit cannot be made."), new("startingPoint を指定してください。", "Name a startingPoint."));
        var known = await db.Of<RepositoryRef>(repository).FirstOrDefaultAsync(row => row.Ref == branch, stop);
        if (known is { IsTag: false } && overwrite && from is null)
            return null;
        if (known is not null && (known.IsTag || !overwrite))
            return Exists(branch);
        var start = await FindRevision.RunAsync(db, repository, from ?? RepositoryRef.Main, stop);
        if (start.Refused)
            return start.Refusal;
        if (known is not null)
            known.Oid = start.Value.Commit.Oid;
        return known is not null
            ? await SaveAsync(db, caller, repository, "branch-moved", branch, start.Value.Commit.Oid, stop)
            : await AddAsync(db, caller, repository, branch, isTag: false, start.Value.Commit.Oid, "", stop);
    }

    public static async Task<Refusal?> AddTagAsync(
        HubDb db, Caller caller, Repository repository, string tag, string at, string message, CancellationToken stop)
    {
        if (await db.Of<RepositoryRef>(repository).AnyAsync(row => row.Ref == tag, stop))
            return Exists(tag);
        var found = await FindRevision.RunAsync(db, repository, at, stop);
        return found.Refused ? found.Refusal : await AddAsync(db, caller, repository, tag, isTag: true, found.Value.Commit.Oid, message, stop);
    }

    public static async Task<Refusal?> DeleteAsync(HubDb db, Caller caller, Repository repository, string name, bool isTag, CancellationToken stop)
    {
        if (!isTag && name == RepositoryRef.Main)
            return new Refusal("protected-branch", 403, new("main は消せません。", "The branch main cannot be deleted."), new("別のブランチを指定してください。", "Name another branch."));
        if (await db.Of<RepositoryRef>(repository).FirstOrDefaultAsync(row => row.Ref == name && row.IsTag == isTag, stop) is not { } found)
            return new Refusal("no-revision", 404, new($"「{name}」がありません。", $"There is no '{name}'."), new("名前を確かめてください。", "Check the name."));
        db.Remove(found);
        return await SaveAsync(db, caller, repository, isTag ? "tag-deleted" : "branch-deleted", name, found.Oid, stop);
    }

    /// <returns>Why a branch or tag cannot be called so, or null.</returns>
    public static Words? Fault(string name) =>
        name.Length is 0 or > MostLength || name.StartsWith('/') || name.EndsWith('/') || name.StartsWith("refs/", StringComparison.Ordinal)
        || name.Contains("..", StringComparison.Ordinal) || name.Contains("//", StringComparison.Ordinal) || name.EndsWith(".lock", StringComparison.Ordinal)
        || name.Any(c => char.IsControl(c) || c is ' ' or '~' or '^' or ':' or '?' or '*' or '[' or '\\')
            ? new($"Git のブランチ名として使える {MostLength} 文字以内の名前にしてください。", $"Use a name of at most {MostLength} characters that Git allows for a branch.")
            : null;

    private static async Task<Refusal?> AddAsync(
        HubDb db, Caller caller, Repository repository, string name, bool isTag, string oid, string message, CancellationToken stop)
    {
        if (Fault(name) is { } fault)
            return Refusal.Invalid("bad-name", new($"「{name}」という名前は使えません。", $"The name '{name}' cannot be used."), fault);
        db.Add(new RepositoryRef
        {
            Kind = repository.Kind,
            InstitutionId = repository.InstitutionId,
            Name = repository.Name,
            Ref = name,
            IsTag = isTag,
            Oid = oid,
            Message = message,
        });
        return await SaveAsync(db, caller, repository, isTag ? "tagged" : "branched", name, oid, stop);
    }

    private static async Task<Refusal?> SaveAsync(HubDb db, Caller caller, Repository repository, string what, string name, string oid, CancellationToken stop)
    {
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = $"{repository.Kind}.{what}",
            Subject = repository.Node,
            Facts = new Dictionary<string, object?> { ["name"] = name, ["commit"] = oid },
        });
        await db.SaveChangesAsync(stop);
        return null;
    }

    private static Refusal Exists(string name) => Refusal.Conflict(
        "ref-exists", new($"「{name}」は既にあります。", $"The reference '{name}' already exists."), new("別の名前を付けてください。", "Choose another name."));
}
