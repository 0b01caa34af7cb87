using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls.Reviews;

namespace Tsumugi.Projects.Calls;

/// <summary>A proposal as the caller may see it.</summary>
/// <param name="IsOwn">The caller takes part in it: sees no review before the decision, and never who wrote one.</param>
/// <param name="MayChange">The caller is who proposes.</param>
/// <param name="Review">The caller's own, when it was given to them; null otherwise.</param>
/// <param name="Reviews">Those that the caller may read.</param>
/// <param name="Mean">Null where there is no review or the caller may not know it yet.</param>
public sealed record SeenProposal(Proposal Proposal, Call Call, bool IsOwn, bool MayChange, Review? Review, IReadOnlyList<Review> Reviews, double? Mean);

/// <summary>Proposals are seen by their people, from their submission on by their reviewers and by operators, and by nobody else.</summary>
public static class FindProposal
{
    public static async Task<Outcome<SeenProposal>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        if (await db.Set<Proposal>().SingleOrDefaultAsync(row => row.Id == id, stop) is not { } proposal)
            return NoSuch(id);
        var reviews = await db.Set<Review>().Where(row => row.ProposalId == id).OrderBy(row => row.PersonId).ToListAsync(stop);
        var call = await db.Set<Call>().AsNoTracking().SingleAsync(row => row.Id == proposal.CallId, stop);
        return See(proposal, call, reviews, caller) is { } seen ? seen : NoSuch(id);
    }

    /// <returns>Null when the caller may not know that it exists.</returns>
    public static SeenProposal? See(Proposal proposal, Call call, IReadOnlyList<Review> reviews, Caller caller)
    {
        var own = proposal.People.Contains(caller.PersonId!);
        var review = own ? null : reviews.FirstOrDefault(row => row.PersonId == caller.PersonId && row.Conflict is null);
        var (handedIn, decided) = (proposal.State is not (ProposalState.Draft or ProposalState.Withdrawn), proposal.State is ProposalState.Awarded or ProposalState.Declined);
        if (!own && !(handedIn && (review is not null || caller.IsOperator)))
            return null;
        var done = reviews.Where(row => row.Counts).ToList();
        IReadOnlyList<Review> read =
            own ? decided ? done : []
            : caller.IsOperator ? reviews
            : review!.SubmittedAt is null ? [review] : done;
        return new(proposal, call, own, proposal.PersonId == caller.PersonId, review, read, read.Count == 0 || (review?.SubmittedAt is null && !own && !caller.IsOperator) ? null : Scores.Mean(call.Criteria, done));
    }

    /// <summary>For whoever proposes.</summary>
    public static async Task<Outcome<SeenProposal>> OwnAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, id, stop);
        return found.Refused ? found : Gate.AskOwn(caller) is { } refusal ? refusal : found.Value.MayChange ? found : ProposerOnly;
    }

    /// <summary>Those that the caller takes part in, newest first.</summary>
    public static Task<List<Proposal>> OwnAsync(HubDb db, Caller caller, CancellationToken stop) => db.Set<Proposal>().AsNoTracking()
        .Where(row => EF.Functions.Like((string)(object)row.People, $"%\"{caller.PersonId}\"%"))
        .OrderByDescending(row => row.ChangedAt)
        .ToListAsync(stop);

    /// <summary>Those that wait for the caller's review.</summary>
    public static Task<List<Proposal>> ToReviewAsync(HubDb db, Caller caller, CancellationToken stop) => db.Set<Proposal>().AsNoTracking()
        .Where(row => row.State == ProposalState.Submitted
            && db.Set<Review>().Any(review => review.ProposalId == row.Id && review.PersonId == caller.PersonId && review.SubmittedAt == null && review.Conflict == null))
        .OrderBy(row => row.SubmittedAt)
        .ToListAsync(stop);

    /// <summary>Saves what somebody decided about the proposal; whoever comes second is told.</summary>
    internal static async Task<Outcome<Proposal>> SavedAsync(HubDb db, Proposal proposal, CancellationToken stop)
    {
        try
        {
            await db.SaveChangesAsync(stop);
            return proposal;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Decided(proposal);
        }
    }

    internal static Refusal Decided(Proposal proposal) => Refusal.Conflict(
        "proposal-decided",
        new($"提案 {proposal.Id} は審査を待つ状態ではありません。", $"The proposal {proposal.Id} does not wait for a decision."),
        new("提案のページで状態を確かめてください。", "See its state on its page."));

    private static Refusal ProposerOnly { get; } = new(
        "proposer-only", 403,
        new("提案した本人だけができる操作です。", "Only whoever proposes may do this."),
        new("提案者に依頼してください。", "Ask whoever proposes."));

    private static Refusal NoSuch(string id) => Gate.NoSuch(new($"提案 {id} ", $"the proposal {id}"));
}
