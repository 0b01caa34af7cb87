using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls.Reviews;

namespace Tsumugi.Projects.Calls;

/// <param name="Given">Reviewers who have it and did not step back.</param>
/// <param name="Done">Reviews handed in.</param>
/// <param name="Mean">Null without a review.</param>
/// <param name="Spread">How far the reviewers are apart; null with fewer than two.</param>
public sealed record RankedProposal(Proposal Proposal, int Given, int Done, double? Mean, double? Spread);

/// <summary>What the programme office decides from: a call's proposals with what their reviews come to, the best first.</summary>
public static class RankProposals
{
    public static async Task<Outcome<IReadOnlyList<RankedProposal>>> RunAsync(HubDb db, Caller caller, string callId, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<Call>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == callId, stop) is not { } call)
            return FindCall.NoSuch(callId);
        var proposals = await db.Set<Proposal>().AsNoTracking()
            .Where(row => row.CallId == callId && row.State != ProposalState.Draft && row.State != ProposalState.Withdrawn).ToListAsync(stop);
        var reviews = (await db.Set<Review>().AsNoTracking()
            .Where(row => db.Set<Proposal>().Any(proposal => proposal.Id == row.ProposalId && proposal.CallId == callId)).ToListAsync(stop)).ToLookup(row => row.ProposalId);
        return proposals.ConvertAll(row => Rank(row, call, [.. reviews[row.Id]]))
            .OrderByDescending(row => row.Mean ?? 0).ThenBy(row => row.Proposal.Id, StringComparer.Ordinal).ToList();
    }

    private static RankedProposal Rank(Proposal proposal, Call call, List<Review> reviews)
    {
        var done = reviews.FindAll(review => review.Counts);
        return new(proposal, reviews.Count(review => review.Conflict is null), done.Count, Scores.Mean(call.Criteria, done), Scores.Spread(call.Criteria, done));
    }
}
