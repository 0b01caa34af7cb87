using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Samples;

/// <summary>Says that a sample was made from another one, where that was left out. It then comes under that one's conditions, and so does what was made from it.</summary>
public sealed record DeriveSample(string Id, string Parent)
{
    public async Task<Outcome<Sample>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindSample.RunAsync(db, caller, Act.Write, Id, stop);
        if (found.Refused)
            return found;
        var parent = await FindSample.ToUseAsync(db, caller, Parent, stop);
        if (parent.Refused)
            return parent;
        if (Parent == Id || (await AncestorsAsync(db, Parent, stop)).Contains(Id))
            return Circle(Id, Parent);
        if (await db.Set<SampleParent>().AnyAsync(row => row.SampleId == Id && row.ParentId == Parent, stop))
            return found;
        db.Add(new SampleParent(Id, Parent));
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "sample.derived",
            Subject = found.Value.Node,
            Ties = [new(found.Value.Node, Relations.DerivedFrom, parent.Value.Node)],
        });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return found;
    }

    /// <summary>All that a sample was made from, however far.</summary>
    private static async Task<HashSet<string>> AncestorsAsync(HubDb db, string id, CancellationToken stop)
    {
        var (found, next) = (new HashSet<string>(StringComparer.Ordinal), new List<string> { id });
        while (next.Count > 0)
        {
            var some = next;
            next = [.. (await db.Set<SampleParent>().Where(row => some.Contains(row.SampleId)).Select(row => row.ParentId).Distinct().ToListAsync(stop)).Where(found.Add)];
        }

        return found;
    }

    private static Refusal Circle(string id, string parent) => Refusal.Conflict(
        "sample-circle",
        new($"{parent} は {id} から作られたものです。由来が輪になります。", $"{parent} was made from {id}: their derivation would be a circle."),
        new("どちらがどちらから作られたかを確かめてください。", "See which of them was made from the other."));
}
