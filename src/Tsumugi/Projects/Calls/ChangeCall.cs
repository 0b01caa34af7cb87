using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls.Reviews;

namespace Tsumugi.Projects.Calls;

/// <summary>Changes a call: its words, its days, who reviews. By what proposals are judged stays, once one of them was reviewed.</summary>
public sealed record ChangeCall(string Id, CallRequest Asked)
{
    public async Task<Outcome<Call>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<Call>().SingleOrDefaultAsync(row => row.Id == Id, stop) is not { } call)
            return FindCall.NoSuch(Id);
        var reviewed = await db.Set<Review>().AnyAsync(row => row.SubmittedAt != null && db.Set<Proposal>().Any(proposal => proposal.Id == row.ProposalId && proposal.CallId == Id), stop);
        var (changed, faults) = (call with { }, new FieldFaults());
        CallEntry.Read(Asked, changed, await KnownAsync(db, Asked.Panel, stop), faults);
        faults.Need(!reviewed || changed.Criteria.SequenceEqual(call.Criteria), "criteria", new("審査が始まっているため、評価の観点は変えられません。", "Proposals have been reviewed by these criteria, so they stay."));
        if (faults.ToRefusal("bad-call") is { } wrong)
            return wrong;
        var before = OpenCall.Facts(call);
        db.Entry(call).CurrentValues.SetValues(changed);
        db.Record(new() { Actor = caller.Node, Kind = "call.changed", Subject = call.Node, Facts = new Dictionary<string, object?> { ["before"] = before, ["after"] = OpenCall.Facts(call) } });
        await db.SaveChangesAsync(stop);
        return call;
    }

    internal static async Task<IReadOnlySet<string>> KnownAsync(HubDb db, IReadOnlyList<string> people, CancellationToken stop) =>
        (await db.Set<Person>().Where(row => people.Contains(row.Id)).Select(row => row.Id).ToListAsync(stop)).ToHashSet(StringComparer.Ordinal);
}
