using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Calls.Reviews;

/// <summary>Proposals given to reviewers.</summary>
/// <param name="Missing">How many reviewers a proposal still lacks, because nobody else of the panel is free of conflicts.</param>
public sealed record Assignment(IReadOnlyList<(string Proposal, string Person)> Given, IReadOnlyDictionary<string, int> Missing);

/// <summary>Shares a call's proposals out among its panel: as many reviewers each as the call wants, nobody with a conflict of interest, all with about as much to read. May be repeated: what was given stays.</summary>
public sealed record AssignReviews(string CallId)
{
    public async Task<Outcome<Assignment>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<Call>().SingleOrDefaultAsync(row => row.Id == CallId, stop) is not { } call)
            return FindCall.NoSuch(CallId);
        if (call.StateAt(now) != "closed")
            return TooEarly(call);
        var proposals = await db.Set<Proposal>().Where(row => row.CallId == CallId && row.State == ProposalState.Submitted).OrderBy(row => row.Id).ToListAsync(stop);
        var ids = proposals.ConvertAll(row => row.Id);
        var given = await db.Set<Review>().Where(row => ids.Contains(row.ProposalId)).ToListAsync(stop);
        var decided = Decide(call, proposals, given, await ConflictOfInterest.LoadAsync(db, call.Panel, proposals, stop));
        foreach (var (proposal, person) in decided.Given)
        {
            var review = new Review { ProposalId = proposal, PersonId = person, AssignedAt = now };
            db.Add(review);
            db.Record(new() { Actor = caller.Node, Kind = "review.assigned", Subject = review.Node, Ties = [new(review.Node, Relations.BelongsTo, NodeRef.Of(Proposal.NodeKind, proposal))] });
        }

        await db.SaveChangesAsync(stop);
        return decided;
    }

    /// <summary>Pure, and the same for the same input. The proposal that the fewest may judge chooses first; each takes whoever has least to read.</summary>
    public static Assignment Decide(Call call, IReadOnlyList<Proposal> proposals, IReadOnlyList<Review> given, ConflictOfInterest conflicts)
    {
        var load = call.Panel.ToDictionary(person => person, person => given.Count(row => row.PersonId == person && row.Conflict is null), StringComparer.Ordinal);
        var free = proposals.ToDictionary(
            proposal => proposal.Id,
            proposal => call.Panel.Where(person => conflicts.Of(person, proposal) is null && !given.Any(row => row.ProposalId == proposal.Id && row.PersonId == person)).ToList());
        var (made, missing) = (new List<(string, string)>(), new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var proposal in proposals.OrderBy(proposal => free[proposal.Id].Count).ThenBy(proposal => proposal.Id, StringComparer.Ordinal))
        {
            var wanted = call.ReviewsWanted - given.Count(row => row.ProposalId == proposal.Id && row.Conflict is null);
            foreach (var person in free[proposal.Id].OrderBy(person => load[person]).ThenBy(person => person, StringComparer.Ordinal).Take(Math.Max(0, wanted)))
            {
                made.Add((proposal.Id, person));
                load[person]++;
                wanted--;
            }

            if (wanted > 0)
                missing[proposal.Id] = wanted;
        }

        return new(made, missing);
    }

    private static Refusal TooEarly(Call call) => Refusal.Conflict(
        "call-not-closed",
        new($"公募 {call.Id} はまだ締め切られていません。", $"The call {call.Id} is not closed yet."),
        new("締切の後に、審査を割り当ててください。", "Share its proposals out after it has closed."));
}
