using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Projects;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Calls.Reviews;
using Tsumugi.Projects.Plans;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Calls;

/// <summary>Makes a proposal a project, with its people, its plan and its resources, in one transaction.</summary>
public sealed class AwardProposal(HubDb db, IEnumerable<IProjectResources> resources)
{
    private const int MostTerms = 10_000;

    public async Task<Outcome<Proposal>> RunAsync(Caller caller, string id, AwardRequest asked, DiseaseOntology diseases, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var found = await FindProposal.RunAsync(db, caller, id, stop);
        if (found.Refused)
            return found.Refusal!;
        var (proposal, call) = (found.Value.Proposal, found.Value.Call);
        var taken = await db.Set<Project>().AnyAsync(row => row.Id == asked.Project, stop);
        var memberships = await SubmitProposal.MembershipsAsync(db, proposal, stop);
        var leads = await db.Set<Person>().AnyAsync(
            row => row.Id == proposal.PersonId && (row.IsOperator || db.Set<Membership>().Any(member => member.PersonId == row.Id && member.InstitutionId == proposal.InstitutionId)), stop);
        var decided = Decide(found.Value, asked, taken, leads, diseases, now);
        if (decided.Refused)
            return decided.Refusal!;
        var (project, until) = decided.Value;
        (proposal.State, proposal.DecidedBy, proposal.DecidedAt, proposal.Reason) = (ProposalState.Awarded, caller.PersonId, now, asked.Terms?.Trim() ?? "");
        (proposal.ProjectId, proposal.Credits, proposal.Until) = (project.Id, asked.Credits, until);

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        db.Add(project);
        db.Add(new ProjectMember { ProjectId = project.Id, PersonId = proposal.PersonId, InstitutionId = proposal.InstitutionId, Role = ProjectRole.Lead });

        // Whoever has left the institution since takes no part in its name.
        foreach (var member in proposal.Entry.Members.Where(member => member.Person != proposal.PersonId && memberships.Contains((member.Person, member.Institution))))
            db.Add(new ProjectMember { ProjectId = project.Id, PersonId = member.Person, InstitutionId = member.Institution, Role = ProjectRole.Member });
        foreach (var milestone in proposal.Entry.Milestones)
            db.Add(Milestone.Of(project.Id, milestone.Title!.Trim(), DateOnly.ParseExact(milestone.Due!, ProjectEntry.DayFormat), agreed: true));
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "project.begun",
            Subject = project.Node,
            Facts = BeginProject.Facts(project),
            Ties =
            [
                new(project.Node, Relations.BelongsTo, NodeRef.Of("institution", project.InstitutionId)),
                new(project.Node, Relations.LedBy, NodeRef.Of("person", proposal.PersonId)),
                new(project.Node, Relations.DerivedFrom, proposal.Node),
                .. proposal.Entry.Members.Select(member => new Tie(NodeRef.Of("person", member.Person), Relations.MemberOf, project.Node)),
            ],
        });
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "proposal.awarded",
            Subject = proposal.Node,
            Facts = new Dictionary<string, object?> { ["project"] = project.Id, ["credits"] = asked.Credits, ["until"] = until, ["mean"] = Scores.Mean(call.Criteria, Counted(found.Value)), ["terms"] = proposal.Reason },
        });
        var saved = await FindProposal.SavedAsync(db, proposal, stop);
        if (saved.Refused)
            return saved;
        if (asked.Credits > 0)
        {
            foreach (var resource in resources)
                await resource.AwardAsync(db, caller.Node, new(project.Id, asked.Credits, JapanTime.EndOf(until), $"{call.Id} {proposal.Id}", now), stop);
        }

        await transaction.CommitAsync(stop);
        return saved;
    }

    /// <summary>Pure.</summary>
    /// <param name="leads">Whoever proposes still belongs to the institution that would answer for it.</param>
    public static Outcome<(Project Project, DateOnly Until)> Decide(SeenProposal seen, AwardRequest asked, bool taken, bool leads, DiseaseOntology diseases, DateTime now)
    {
        var (proposal, call, faults) = (seen.Proposal, seen.Call, new FieldFaults());
        if (DeclineProposal.MayDecide(seen, now) is { } refusal)
            return refusal;
        var until = ProjectEntry.Day(asked.Until ?? proposal.Entry.Until, "until", faults);
        var project = Project.Begun(asked.Project ?? "", proposal.InstitutionId, now);
        (proposal.Entry.Project ?? new()).ToEntry().Read(project, faults, diseases);
        faults
            .Refuse("project", ShortName.Fault(asked.Project))
            .Need(!taken, "project", new($"{asked.Project} は既にあります。", $"{asked.Project} already exists."))
            .Need(asked.Credits >= 0 && asked.Credits <= call.MostCredits, "credits", new($"この公募では 0〜{call.MostCredits:N0} クレジットまで配分できます。", $"This call gives 0 to {call.MostCredits:N0} credits."))
            .Need(until is not null && until > JapanTime.Day(now), "until", new("今日より後の日を書いてください。", "Choose a day after today."))
            .Need(asked.Terms is null || asked.Terms.Length <= MostTerms, "terms", new($"{MostTerms:N0} 文字以内にしてください。", $"Keep it within {MostTerms:N0} characters."))
            .Need(leads, "project", new($"提案者 {proposal.PersonId} は、もう {proposal.InstitutionId} の所属者ではありません。", $"{proposal.PersonId}, who proposed it, belongs to {proposal.InstitutionId} no longer."))
            .Need(Counted(seen).Count >= call.ReviewsWanted, "reviews", new($"審査が {call.ReviewsWanted} 件必要ですが、{Counted(seen).Count} 件しかありません。", $"It needs {call.ReviewsWanted} reviews and has {Counted(seen).Count}."));
        return faults.ToRefusal("bad-award") is { } wrong ? wrong : (project, until!.Value);
    }

    private static List<Review> Counted(SeenProposal seen) => [.. seen.Reviews.Where(review => review.Counts)];
}

/// <summary>Tells those who propose that it does not become a project, and why.</summary>
public sealed record DeclineProposal(string Id, string? Reason)
{
    private const int MostText = 10_000;

    public async Task<Outcome<Proposal>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var found = await FindProposal.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (MayDecide(found.Value, now) is { } notNow)
            return notNow;
        if (new FieldFaults().Need(Reason?.Trim().Length is > 0 and <= MostText, "reason", new($"理由を {MostText:N0} 文字以内で書いてください。提案者に示されます。", $"Say why, within {MostText:N0} characters; those who propose read it.")).ToRefusal("no-reason") is { } wrong)
            return wrong;
        var proposal = found.Value.Proposal;
        (proposal.State, proposal.DecidedBy, proposal.DecidedAt, proposal.Reason) = (ProposalState.Declined, caller.PersonId, now, Reason!.Trim());
        db.Record(new() { Actor = caller.Node, Kind = "proposal.declined", Subject = proposal.Node, Facts = new Dictionary<string, object?> { ["reason"] = proposal.Reason } });
        return await FindProposal.SavedAsync(db, proposal, stop);
    }

    /// <summary>Not before the call has closed, not twice, and nobody about what they take part in.</summary>
    internal static Refusal? MayDecide(SeenProposal seen, DateTime now) =>
        seen.IsOwn ? new(
            "own-proposal", 403,
            new("自分が参加する提案の採否は決められません。", "Nobody decides about a proposal that they take part in."),
            new("ほかの運用担当者に依頼してください。", "Ask another operator."))
        : seen.Proposal.State != ProposalState.Submitted ? FindProposal.Decided(seen.Proposal)
        : now < seen.Call.ClosesAt ? Refusal.Conflict(
            "call-not-closed",
            new($"公募 {seen.Call.Id} はまだ締め切られていません。", $"The call {seen.Call.Id} is not closed yet."),
            new("締切の後に採否を決めてください。", "Decide after it has closed."))
        : null;
}
