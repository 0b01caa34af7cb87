using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Calls;

/// <summary>Begins a proposal to a call, as a draft that nobody else sees.</summary>
public sealed record DraftProposal(string CallId, string? InstitutionId, ProposalRequest Entry)
{
    /// <summary>Nobody writes more to one call by hand.</summary>
    private const int MostDrafts = 20;

    public async Task<Outcome<Proposal>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var call = await FindCall.RunAsync(db, caller, CallId, stop);
        if (call.Refused)
            return call.Refusal!;
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var institution = InstitutionId ?? "";
        var belongs = Gate.AskFor(caller, institution) is null && await db.Set<Institution>().AnyAsync(row => row.Id == institution, stop);
        var drafts = await db.Set<Proposal>().CountAsync(row => row.CallId == CallId && row.PersonId == caller.PersonId, stop);
        if (Decide(call.Value, belongs, drafts, now) is { } wrong)
            return wrong;
        if (ProposalEntry.TooLong(Entry) is { } tooLong)
            return tooLong;
        var made = new Proposal
        {
            Id = RandomId.Make(10),
            CallId = CallId,
            PersonId = caller.PersonId!,
            InstitutionId = institution,
            Entry = Entry,
            TitleJa = "",
            TitleEn = "",
            People = [],
            ChangedAt = now,
        };
        SaveProposal.Put(made, Entry, now);
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "proposal.begun",
            Subject = made.Node,
            Ties = [new(made.Node, Relations.BelongsTo, call.Value.Node), new(made.Node, Relations.LedBy, caller.Node)],
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    private static Refusal? Decide(Call call, bool belongs, int drafts, DateTime now) => new FieldFaults()
        .Need(belongs, "institution", new("あなたが所属する研究機関を選んでください。", "Choose an institution that you belong to."))
        .ToRefusal("bad-proposal") is { } wrong ? wrong
        : now >= call.ClosesAt ? SubmitProposal.NotOpen(call)
        : drafts >= MostDrafts ? Refusal.Conflict("too-many-drafts", new($"1 つの公募に書ける提案は {MostDrafts} 件までです。", $"One person writes at most {MostDrafts} proposals to a call."), new("書きかけの提案を使ってください。", "Go on with one of your drafts."))
        : null;
}

/// <summary>Keeps a draft as it was typed.</summary>
public sealed record SaveProposal(string Id, ProposalRequest Entry)
{
    public async Task<Outcome<Proposal>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindProposal.OwnAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var (proposal, call) = (found.Value.Proposal, found.Value.Call);
        if (proposal.State is not (ProposalState.Draft or ProposalState.Withdrawn))
            return SubmitProposal.NotDraft(proposal);
        if (now >= call.ClosesAt)
            return SubmitProposal.NotOpen(call);
        if (ProposalEntry.TooLong(Entry) is { } tooLong)
            return tooLong;
        Put(proposal, Entry, now);
        proposal.State = ProposalState.Draft;
        await db.SaveChangesAsync(stop);
        return proposal;
    }

    internal static void Put(Proposal proposal, ProposalRequest entry, DateTime now)
    {
        (proposal.Entry, proposal.ChangedAt) = (entry, now);
        (proposal.TitleJa, proposal.TitleEn) = (Short(entry.Project?.TitleJa), Short(entry.Project?.TitleEn));
        proposal.People = [.. entry.Members.Select(member => member.Person).Append(proposal.PersonId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string Short(string? title) => title?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, 200)] : "";
}
