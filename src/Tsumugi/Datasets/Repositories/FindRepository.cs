using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories.Access;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>Looks repositories and revisions up, through the gate.</summary>
public static class FindRepository
{
    /// <param name="id"><c>institution/name</c>.</param>
    public static async Task<Outcome<Repository>> RunAsync(
        HubDb db, Caller caller, Act act, string kind, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        var (institution, name) = slash < 0 ? ("", id) : (id[..slash], id[(slash + 1)..]);
        var found = await (
            from called in db.Set<RepositoryName>()
            where called.Kind == kind && called.InstitutionId == institution && called.Slug == name
            join repository in db.Set<Repository>()
                on new { called.Kind, called.InstitutionId, called.Name } equals new { repository.Kind, repository.InstitutionId, repository.Name }
            select repository).FirstOrDefaultAsync(stop);
        if (found is null or { DeletedAt: not null })
            return Gate.NoSuch(new($"{RepositoryKinds.Title(kind).Ja} {id} ", $"the {RepositoryKinds.Title(kind).En} {id}"));
        if ((Gate.Ask(caller, act, found.Guarded) ?? (act == Act.Use ? await GatedAccess.AskAsync(db, caller, found, stop) : null)) is { } refusal)
            return refusal;
        return found;
    }

    /// <summary>One revision: the newest when the node names none; the start of a hash is enough when it is unambiguous. None that is withdrawn may be used.</summary>
    public static async Task<Outcome<Revision>> RevisionAsync(HubDb db, Caller caller, Act act, NodeRef node, CancellationToken stop)
    {
        var found = await NamedRevisionAsync(db, caller, act, node, stop);
        return act == Act.Use && !found.Refused && await FindWithdrawals.AskAsync(db, [found.Value.Node], stop) is { } withdrawn ? withdrawn : found;
    }

    /// <summary>The same for whoever asks <see cref="EffectiveConditions"/> too: they know what is withdrawn.</summary>
    public static async Task<Outcome<Revision>> NamedRevisionAsync(HubDb db, Caller caller, Act act, NodeRef node, CancellationToken stop)
    {
        var repository = await RunAsync(db, caller, act, node.Kind, node.Id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var wanted = node.Revision ?? "";
        var found = await Of(db, repository.Value)
            .Where(row => row.Hash.StartsWith(wanted))
            .OrderByDescending(row => row.Number)
            .Take(2)
            .ToListAsync(stop);
        if (found.Count == 0)
            return Gate.NoSuch(new($"版 {node} ", $"the revision {node}"));
        if (found.Count > 1 && node.Revision is not null)
        {
            return Refusal.Conflict(
                "ambiguous-revision",
                new($"{node} に当てはまる版が複数あります。", $"More than one revision begins with {node}."),
                new("ハッシュをもう少し長く書いてください。", "Write more of the hash."));
        }

        return found[0];
    }

    /// <summary>The repository that a node of the thread is, or is a revision of; the gate is not asked.</summary>
    public static IQueryable<Repository> OfNode(HubDb db, NodeRef node)
    {
        var slash = node.Id.IndexOf('/', StringComparison.Ordinal);
        var (institution, name) = (node.Id[..slash], node.Id[(slash + 1)..]);
        return db.Set<Repository>().Where(row => row.Kind == node.Kind && row.InstitutionId == institution && row.Name == name);
    }

    /// <summary>Repositories of one kind that the caller may see, newest first.</summary>
    public static IQueryable<Repository> Visible(HubDb db, Caller caller, string kind)
    {
        var own = caller.Memberships.Keys.ToList();
        var named = caller.Only?.Repositories(kind) ?? [];
        return db.Set<Repository>().AsNoTracking()
            .Where(row => row.Kind == kind && row.DeletedAt == null)
            .Where(row => caller.SignedIn && (caller.IsOperator || row.Visibility == Visibility.Hub || own.Contains(row.InstitutionId)
                || named.Contains(row.InstitutionId + "/" + row.Name) || named.Contains(row.InstitutionId + "/" + row.Slug)))
            .OrderByDescending(row => row.CreatedAt);
    }

    /// <summary>Those of one kind with these nodes' ids, in no order; the gate is not asked. By each institution's own index: put together, an id has none.</summary>
    public static async Task<List<Repository>> AmongAsync(HubDb db, string kind, IEnumerable<string> ids, CancellationToken stop)
    {
        var rows = new List<Repository>();
        foreach (var own in ids.Where(id => id.Contains('/', StringComparison.Ordinal)).GroupBy(id => id[..id.IndexOf('/', StringComparison.Ordinal)], id => id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..]))
        {
            var names = own.ToList();
            rows.AddRange(await db.Set<Repository>().AsNoTracking().Where(row => row.Kind == kind && row.InstitutionId == own.Key && names.Contains(row.Name) && row.DeletedAt == null).ToListAsync(stop));
        }

        return rows;
    }

    public static Task<Revision?> NewestAsync(HubDb db, Repository repository, CancellationToken stop) => Of(db, repository).FirstOrDefaultAsync(stop);

    public static IQueryable<Revision> Of(HubDb db, Repository repository) => db.Of<Revision>(repository).AsNoTracking()
        .OrderByDescending(row => row.Number);
}
