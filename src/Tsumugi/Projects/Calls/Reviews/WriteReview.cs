using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Calls.Reviews;

/// <summary>A reviewer judges a proposal that was given to them; it may be mended until the decision.</summary>
public sealed record WriteReview(string ProposalId, ReviewRequest Asked)
{
    private const int MostText = 10_000;

    public async Task<Outcome<SeenProposal>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindProposal.RunAsync(db, caller, ProposalId, stop);
        if (found.Refused)
            return found;
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (found.Value.Review is not { } review)
            return ReviewersOnly;
        var proposal = found.Value.Proposal;
        if (proposal.State != ProposalState.Submitted)
            return FindProposal.Decided(proposal);

        // Whoever moved to the proposers' institution since it was given to them steps back.
        if ((await ConflictOfInterest.LoadAsync(db, [caller.PersonId!], [proposal], stop)).Of(caller.PersonId!, proposal) is { } conflict)
            return Conflicted(conflict);
        if (Check(Asked, found.Value.Call) is { } wrong)
            return wrong;
        (review.Scores, review.ToApplicant, review.ToPanel, review.SubmittedAt) = (
            new SortedDictionary<string, int>(Asked.Scores.ToDictionary(), StringComparer.Ordinal), Asked.ToApplicant!.Trim(), Asked.ToPanel?.Trim() ?? "", now);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "review.written",
            Subject = review.Node,
            Facts = new Dictionary<string, object?> { ["scores"] = review.Scores },
        });
        await db.SaveChangesAsync(stop);
        return found;
    }

    public static Refusal? Check(ReviewRequest asked, Call call)
    {
        var faults = new FieldFaults();
        foreach (var criterion in call.Criteria)
            faults.Need(asked.Scores.GetValueOrDefault(criterion.Id) is >= 1 and <= Criterion.Best, $"score-{criterion.Id}", new($"「{criterion.TitleJa}」を 1〜{Criterion.Best} で評価してください。", $"Score '{criterion.TitleEn}' from 1 to {Criterion.Best}."));
        var unknown = asked.Scores.Keys.Where(id => call.Criteria.All(row => row.Id != id)).ToList();
        return faults
            .Need(unknown.Count == 0, "scores", new($"この公募に「{string.Join("、", unknown)}」という観点はありません。", $"This call has no criterion '{string.Join(", ", unknown)}'."))
            .Need(asked.ToApplicant?.Trim().Length is > 0 and <= MostText, "toApplicant", new($"提案者への意見を {MostText:N0} 文字以内で書いてください。", $"Say something to those who propose, within {MostText:N0} characters."))
            .Need(asked.ToPanel is null || asked.ToPanel.Length <= MostText, "toPanel", new($"{MostText:N0} 文字以内にしてください。", $"Keep it within {MostText:N0} characters."))
            .ToRefusal("bad-review");
    }

    internal static Refusal ReviewersOnly { get; } = new(
        "reviewers-only", 403,
        new("この提案の審査は、あなたに割り当てられていません。", "This proposal was not given to you for review."),
        new("担当については、ハブの運用担当者に問い合わせてください。", "Ask an operator of the hub who reviews it."));

    private static Refusal Conflicted(Hub.Language.Words conflict) => new(
        "conflict-of-interest", 403,
        conflict,
        new("「利益相反のため辞退する」を選んでください。ほかの審査者に割り当てられます。", "Step back because of a conflict of interest; somebody else will review it."));
}

/// <summary>A reviewer steps back; what they wrote counts no longer, and they do not see the proposal any more.</summary>
public sealed record StepBack(string ProposalId, string? Reason)
{
    private const int MostText = 1000;

    public async Task<Outcome<Review>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindProposal.RunAsync(db, caller, ProposalId, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (found.Value.Review is not { } review)
            return WriteReview.ReviewersOnly;
        if (found.Value.Proposal.State != ProposalState.Submitted)
            return FindProposal.Decided(found.Value.Proposal);
        if (new FieldFaults().Need(Reason?.Trim().Length is > 0 and <= MostText, "reason", new($"理由を {MostText:N0} 文字以内で書いてください。運用担当者だけが読みます。", $"Say why, within {MostText:N0} characters; only operators read it.")).ToRefusal("no-reason") is { } wrong)
            return wrong;
        review.Conflict = Reason!.Trim();
        db.Record(new() { Actor = caller.Node, Kind = "review.stepped-back", Subject = review.Node });
        await db.SaveChangesAsync(stop);
        return review;
    }
}
