using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Datasets;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Quotas;

/// <summary>Sets how many bytes an institution or a project may have, or takes the limit away.</summary>
/// <param name="LimitBytes">Null for no limit. Below what is in use already nothing is lost; nothing more comes in.</param>
public sealed record SetQuota(NodeRef Owner, long? LimitBytes)
{
    public async Task<Refusal?> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (!await ExistsAsync(db, Owner, stop))
            return NoSuch(Owner);
        if (LimitBytes < 0)
            return Refusal.Invalid("bad-quota", new("上限は 0 以上にしてください。", "A limit cannot be negative."), new("バイト数を確かめてください。", "Check the number of bytes."));
        var node = Owner.ToString();
        var before = await db.Set<Quota>().FirstOrDefaultAsync(row => row.Owner == node, stop);
        if (before is not null && LimitBytes is { } limit)
            before.LimitBytes = limit;
        else if (LimitBytes is { } first)
            db.Add(new Quota { Owner = node, LimitBytes = first });
        else if (before is not null)
            db.Remove(before);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "quota.set",
            Subject = Owner,
            Facts = new Dictionary<string, object?> { ["bytes"] = LimitBytes },
        });
        await db.SaveChangesAsync(stop);
        return null;
    }

    /// <summary>What is used and allowed: of an institution for its members and operators, of a project for everybody who is signed in.</summary>
    public static async Task<Outcome<QuotaView>> ShowAsync(HubDb db, ContentStore content, Caller caller, NodeRef owner, CancellationToken stop)
    {
        var refusal = owner.Kind == Project.NodeKind
            ? Gate.AskSignedIn(caller)
            : Gate.Ask(caller, Act.Read, new(new($"{owner.Id} の使用量", $"the use of {owner.Id}"), owner.Id, Visibility.Institution));
        if (refusal is not null)
            return refusal;
        return await ExistsAsync(db, owner, stop)
            ? new QuotaView(await Quota.UsedAsync(db, content, owner, stop), await Quota.LimitAsync(db, owner, stop))
            : NoSuch(owner);
    }

    private static Task<bool> ExistsAsync(HubDb db, NodeRef owner, CancellationToken stop)
    {
        var id = owner.Id;
        return owner.Kind == Project.NodeKind ? db.Set<Project>().AnyAsync(row => row.Id == id, stop) : db.Set<Institution>().AnyAsync(row => row.Id == id, stop);
    }

    private static Refusal NoSuch(NodeRef owner) => Gate.NoSuch(owner.Kind == Project.NodeKind
        ? new($"プロジェクト {owner.Id} ", $"the project {owner.Id}")
        : new($"研究機関 {owner.Id} ", $"the institution {owner.Id}"));
}
