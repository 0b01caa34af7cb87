using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Calls;

/// <summary>Hands a draft in: checked as a whole, all faults at once, and fixed from then on.</summary>
public sealed record SubmitProposal(string Id)
{
    public async Task<Outcome<Proposal>> RunAsync(HubDb db, Caller caller, DiseaseOntology diseases, DateTime now, CancellationToken stop)
    {
        var found = await FindProposal.OwnAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var (proposal, call) = (found.Value.Proposal, found.Value.Call);
        if (proposal.State is not (ProposalState.Draft or ProposalState.Withdrawn))
            return NotDraft(proposal);
        if (call.StateAt(now) != "open")
            return NotOpen(call);
        var checkedEntry = ProposalEntry.Check(proposal, call, await MembershipsAsync(db, proposal, stop), diseases, now);
        if (checkedEntry.Refused)
            return checkedEntry.Refusal!;
        (proposal.State, proposal.SubmittedAt) = (ProposalState.Submitted, now);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "proposal.submitted",
            Subject = proposal.Node,
            Facts = new Dictionary<string, object?>
            {
                ["titleJa"] = proposal.TitleJa,
                ["titleEn"] = proposal.TitleEn,
                ["institution"] = proposal.InstitutionId,
                ["credits"] = proposal.Entry.Credits,
                ["data"] = proposal.Entry.Data,
            },
        });
        return await FindProposal.SavedAsync(db, proposal, stop);
    }

    internal static async Task<IReadOnlySet<(string, string)>> MembershipsAsync(HubDb db, Proposal proposal, CancellationToken stop)
    {
        var people = proposal.Entry.Members.Select(member => member.Person).ToList();
        return (await db.Set<Membership>().Where(row => people.Contains(row.PersonId)).Select(row => new { row.PersonId, row.InstitutionId }).ToListAsync(stop))
            .Select(row => (row.PersonId, row.InstitutionId)).ToHashSet();
    }

    internal static Refusal NotOpen(Call call) => Refusal.Conflict(
        "call-not-open",
        new($"公募 {call.Id} の受付は {JapanTime.Text(call.OpensAt)} から {JapanTime.Text(call.ClosesAt)}（日本時間）までです。", $"The call {call.Id} takes proposals from {JapanTime.Text(call.OpensAt)} to {JapanTime.Text(call.ClosesAt)} (time in Japan)."),
        new("受付中の公募に提案してください。小さく試すなら、審査なしでプロジェクトを始められます。", "Propose to a call that is open. To try something small, begin a project without review."));

    internal static Refusal NotDraft(Proposal proposal) => Refusal.Conflict(
        "proposal-not-draft",
        new($"提案 {proposal.Id} は提出済みのため、変えられません。", $"The proposal {proposal.Id} has been handed in and stays as it is."),
        new("公募の受付中なら、取り下げてから直し、もう一度提出できます。", "While its call is open, take it back, change it and hand it in again."));
}

/// <summary>Takes a proposal back before it is decided; while its call is open it can be changed and handed in again.</summary>
public sealed record WithdrawProposal(string Id)
{
    public async Task<Outcome<Proposal>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindProposal.OwnAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var proposal = found.Value.Proposal;
        if (proposal.State is ProposalState.Awarded or ProposalState.Declined)
            return FindProposal.Decided(proposal);
        if (proposal.State == ProposalState.Withdrawn)
            return proposal;
        proposal.State = ProposalState.Withdrawn;
        db.Record(new() { Actor = caller.Node, Kind = "proposal.withdrawn", Subject = proposal.Node });
        return await FindProposal.SavedAsync(db, proposal, stop);
    }
}
