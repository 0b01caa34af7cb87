using Tsumugi.Client.Projects;

namespace Tsumugi.Client;

/// <summary>Calls, proposals, reviews, and what becomes of them.</summary>
public sealed partial class HubClient
{
    public Task<IReadOnlyList<CallView>> CallsAsync(CancellationToken stop) => GetAsync<IReadOnlyList<CallView>>("calls", stop);

    public Task<CallView> CallAsync(string id, CancellationToken stop) => GetAsync<CallView>($"calls/{id}", stop);

    public Task<CallView> OpenCallAsync(NewCall request, CancellationToken stop) => PostAsync<NewCall, CallView>("calls", request, stop);

    /// <summary>Best first, for operators.</summary>
    public Task<IReadOnlyList<ProposalView>> RankedProposalsAsync(string call, CancellationToken stop) => GetAsync<IReadOnlyList<ProposalView>>($"calls/{call}/proposals", stop);

    public Task<AssignedView> AssignReviewsAsync(string call, CancellationToken stop) => PostAsync<object, AssignedView>($"calls/{call}/reviewers", new { }, stop);

    public Task<ProposalView> DraftProposalAsync(string call, NewProposal request, CancellationToken stop) => PostAsync<NewProposal, ProposalView>($"calls/{call}/proposals", request, stop);

    /// <param name="toReview">Those that wait for your review, instead of those that you take part in.</param>
    public Task<IReadOnlyList<ProposalView>> ProposalsAsync(bool toReview, CancellationToken stop) => GetAsync<IReadOnlyList<ProposalView>>(toReview ? "proposals?review=true" : "proposals", stop);

    public Task<ProposalView> ProposalAsync(string id, CancellationToken stop) => GetAsync<ProposalView>($"proposals/{id}", stop);

    public Task<ProposalView> SaveProposalAsync(string id, ProposalRequest entry, CancellationToken stop) => PutAsync<ProposalRequest, ProposalView>($"proposals/{id}", entry, stop);

    public Task<ProposalView> SubmitProposalAsync(string id, CancellationToken stop) => PostAsync<object, ProposalView>($"proposals/{id}/submit", new { }, stop);

    public Task<ProposalView> WithdrawProposalAsync(string id, CancellationToken stop) => PostAsync<object, ProposalView>($"proposals/{id}/withdraw", new { }, stop);

    public Task<ProposalView> ReviewAsync(string id, ReviewRequest review, CancellationToken stop) => PutAsync<ReviewRequest, ProposalView>($"proposals/{id}/review", review, stop);

    public Task<ProposalView> AwardAsync(string id, AwardRequest award, CancellationToken stop) => PostAsync<AwardRequest, ProposalView>($"proposals/{id}/award", award, stop);

    public Task<ProposalView> DeclineAsync(string id, string reason, CancellationToken stop) => PostAsync<ReasonRequest, ProposalView>($"proposals/{id}/decline", new(reason), stop);

    public Task<PlanView> PlanAsync(string project, CancellationToken stop) => GetAsync<PlanView>($"projects/{project}/plan", stop);

    public Task<PlanView> AddMilestoneAsync(string project, MilestoneRequest milestone, CancellationToken stop) => PostAsync<MilestoneRequest, PlanView>($"projects/{project}/milestones", milestone, stop);

    public Task<PlanView> ReachMilestoneAsync(string project, string milestone, ReachedRequest reached, CancellationToken stop) =>
        PostAsync<ReachedRequest, PlanView>($"projects/{project}/milestones/{milestone}/reached", reached, stop);

    public Task<PlanView> AskForChangeAsync(string project, ChangeAsked change, CancellationToken stop) => PostAsync<ChangeAsked, PlanView>($"projects/{project}/changes", change, stop);

    public Task<PlanView> DecideChangeAsync(string project, string change, DeskDecision decision, CancellationToken stop) =>
        PostAsync<DeskDecision, PlanView>($"projects/{project}/changes/{change}/decide", decision, stop);

    public Task<PlanView> ReportAsync(string project, string kind, int year, ReportRequest report, CancellationToken stop) =>
        PutAsync<ReportRequest, PlanView>($"projects/{project}/reports/{kind}/{year}", report, stop);

    public Task<PlanView> DecideReportAsync(string project, string kind, int year, DeskDecision decision, CancellationToken stop) =>
        PostAsync<DeskDecision, PlanView>($"projects/{project}/reports/{kind}/{year}/decide", decision, stop);
}
