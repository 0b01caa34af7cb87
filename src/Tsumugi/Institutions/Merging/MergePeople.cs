using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Merging;

/// <summary>Makes two records of one human being one: logins, tokens and everything else of the one belong to the other from then on, and every count knows one person.</summary>
/// <param name="KeptId">The record that goes on.</param>
/// <param name="GoneId">The record that leads to it from then on.</param>
public sealed record MergePeople(string KeptId, string GoneId, string Reason)
{
    public async Task<Outcome<PersonMerge>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<Person>().SingleOrDefaultAsync(row => row.Id == KeptId, stop) is not { } kept)
            return FindPerson.NoSuch(KeptId);
        var gone = await db.Set<Person>().SingleOrDefaultAsync(row => row.Id == GoneId.Trim(), stop);
        if (Check(kept, gone) is { } fault)
            return fault;

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var taken = new TakenOver(kept.Orcid is null ? gone!.Orcid : null, kept.Erad is null ? gone!.Erad : null, kept.Career is null ? gone!.Career : null, await JoinMembershipsAsync(db, gone!, kept, stop));
        gone!.MergedInto = kept.Id;
        await HandOverAsync(db, taken, gone, kept, stop);
        var moved = new List<MovedRows>();
        foreach (var column in PersonColumn.Of(db.Model))
        {
            if (await column.ReplaceAsync(db, gone.Id, kept.Id, null, stop) is { Keys.Count: > 0 } rows)
                moved.Add(rows);
        }

        var merge = new PersonMerge
        {
            Id = RandomId.Make(10),
            KeptId = kept.Id,
            GoneId = gone.Id,
            Reason = Reason.Trim(),
            MergedBy = caller.PersonId!,
            MergedAt = now,
            Moved = moved,
            Taken = taken,
        };
        db.Add(merge);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "person.merged",
            Subject = gone.Node,
            Facts = new Dictionary<string, object?> { ["merge"] = merge.Id, ["rows"] = moved.Sum(rows => rows.Keys.Count) },
            Ties = [new(gone.Node, Relations.MergedInto, kept.Node)],
        });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return merge;
    }

    /// <summary>Somebody is one member of an institution, or its count and its committee would have one too many.</summary>
    private static async Task<IReadOnlyList<BothMember>> JoinMembershipsAsync(HubDb db, Person gone, Person kept, CancellationToken stop)
    {
        var all = await db.Set<Membership>().Where(row => row.PersonId == gone.Id || row.PersonId == kept.Id).ToListAsync(stop);
        var both = new List<BothMember>();
        foreach (var pair in all.GroupBy(row => row.InstitutionId).Where(rows => rows.Count() == 2))
        {
            var (own, other) = (pair.Single(row => row.PersonId == kept.Id), pair.Single(row => row.PersonId == gone.Id));
            var one = new BothMember(pair.Key, own.Role, other.Role);
            both.Add(one);
            own.Role = one.Greater;
            db.Remove(other);
        }

        return both;
    }

    /// <summary>Numbers that one person alone may have go in two steps, for they are never in two records at once.</summary>
    internal static async Task HandOverAsync(HubDb db, TakenOver taken, Person from, Person to, CancellationToken stop)
    {
        (from.Orcid, from.Erad) = (taken.Orcid is null ? from.Orcid : null, taken.Erad is null ? from.Erad : null);
        await db.SaveChangesAsync(stop);
        (to.Orcid, to.Erad, to.Career) = (taken.Orcid ?? to.Orcid, taken.Erad ?? to.Erad, taken.Career ?? to.Career);
        await db.SaveChangesAsync(stop);
    }

    private Refusal? Check(Person kept, Person? gone) => new FieldFaults()
        .Need(gone is not null, "other", new("この ID の人はいません。", "There is nobody with this id."))
        .Need(gone?.Id != kept.Id, "other", new("同じ記録です。もう一方の記録の ID を書いてください。", "This is the same record; give the id of the other one."))
        .Need(gone?.Orcid is null || kept.Orcid is null, "other", new(
            $"二つの記録に違う ORCID iD（{kept.Orcid} と {gone?.Orcid}）があります。別の人でなければ、誤っている方を先に消してください。",
            $"The two have different ORCID iDs, {kept.Orcid} and {gone?.Orcid}. Unless they are two people, take the wrong one away first."))
        .Need(gone?.Erad is null || kept.Erad is null, "other", new("二つの記録に違う研究者番号（e-Rad）があります。別の人でなければ、誤っている方を先に消してください。", "The two have different e-Rad numbers. Unless they are two people, take the wrong one away first."))
        .Need(gone is not { IsOperator: true } || kept.IsOperator, "other", new("運用担当者の記録は、残す側にしてください。", "Keep the record that is an operator's."))
        .Need(Reason.Trim().Length is > 0 and <= 500, "reason", new("同じ人だと分かる理由を 500 文字以内で書いてください。", "Say in up to 500 characters how you know that they are one person."))
        .ToRefusal("bad-merge");
}
