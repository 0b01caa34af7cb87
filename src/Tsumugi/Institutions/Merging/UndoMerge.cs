using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Merging;

/// <summary>Takes two records apart again: what the merge moved and still stands goes back; what came since stays with the record that went on.</summary>
public sealed record UndoMerge(string KeptId, string Id)
{
    public async Task<Outcome<PersonMerge>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<PersonMerge>().SingleOrDefaultAsync(row => row.Id == Id && row.KeptId == KeptId, stop) is not { } merge)
            return Gate.NoSuch(new($"{KeptId} への統合 {Id} ", $"the merge {Id} into {KeptId}"));
        if (merge.UndoneAt is not null)
            return merge;
        if (await db.Set<Person>().SingleOrDefaultAsync(row => row.Id == KeptId, stop) is not { } kept)
            return MergedItself;
        var gone = await db.Set<Person>().IgnoreQueryFilters().SingleAsync(row => row.Id == merge.GoneId, stop);

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var columns = PersonColumn.Of(db.Model).ToDictionary(column => (column.Table, column.Column));
        foreach (var rows in merge.Moved)
            await columns[(rows.Table, rows.Column)].ReplaceAsync(db, kept.Id, gone.Id, rows.Keys, stop);
        gone.MergedInto = null;
        await PartMembershipsAsync(db, merge.Taken.Memberships, kept, gone, stop);
        await GiveBackAsync(db, merge.Taken, kept, gone, stop);
        (merge.UndoneBy, merge.UndoneAt) = (caller.PersonId, now);
        db.Record(new() { Actor = caller.Node, Kind = "person.unmerged", Subject = gone.Node, Facts = new Dictionary<string, object?> { ["merge"] = merge.Id } });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return merge;
    }

    private static async Task PartMembershipsAsync(HubDb db, IReadOnlyList<BothMember> both, Person kept, Person gone, CancellationToken stop)
    {
        foreach (var one in both)
        {
            db.Add(new Membership { PersonId = gone.Id, InstitutionId = one.InstitutionId, Role = one.Gone });
            if (await db.Set<Membership>().FindAsync([kept.Id, one.InstitutionId], stop) is { } own && own.Role == one.Greater)
                own.Role = one.Kept;
        }
    }

    /// <summary>What the kept record still has of what it took; a number that was changed since is its own.</summary>
    private static Task GiveBackAsync(HubDb db, TakenOver taken, Person kept, Person gone, CancellationToken stop)
    {
        var still = new TakenOver(
            taken.Orcid is { } orcid && kept.Orcid == orcid ? orcid : null,
            taken.Erad is { } erad && kept.Erad == erad ? erad : null,
            null,
            []);
        if (taken.Career is { } career && kept.Career == career)
            kept.Career = null;
        return MergePeople.HandOverAsync(db, still, kept, gone, stop);
    }

    private static Refusal MergedItself { get; } = Refusal.Conflict(
        "merged-itself",
        new("残した側の記録が、そのあと別の記録に統合されています。", "The record that went on was itself merged into another since."),
        new("あとの統合を先に取り消してください。", "Undo the later merge first."));
}
