using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Applications;

/// <summary>A member of the committee votes; the vote that makes a majority is the decision, signed and on the thread.</summary>
/// <param name="Comment">A term of the grant, or the reason of a no.</param>
public sealed record VoteOnApplication(string Id, bool Yes, string? Comment)
{
    private const int MostText = 2000;

    public async Task<Outcome<UseApplication>> RunAsync(HubDb db, HubSigner signer, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindApplication.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var (row, comment) = (found.Value.Row, Comment?.Trim() ?? "");
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (!found.Value.Members.Contains(caller.PersonId!))
            return CommitteeOnly(row);
        if (row.State != ApplicationState.Endorsed)
            return NotOpen(row);
        if (new FieldFaults()
            .Need(Yes || comment.Length > 0, "comment", new("認めない理由を書いてください。申請者に示されます。", "Say why not; the applicant reads it."))
            .Need(comment.Length <= MostText, "comment", new($"{MostText} 文字以内にしてください。", $"Keep it within {MostText} characters."))
            .ToRefusal("bad-vote") is { } wrong)
            return wrong;

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var votes = await db.Set<UseVote>().Where(vote => vote.ApplicationId == Id).OrderBy(vote => vote.At).ToListAsync(stop);
        if (votes.Find(vote => vote.PersonId == caller.PersonId) is not { } own)
            db.Add(own = Added(votes, new() { ApplicationId = Id, PersonId = caller.PersonId!, Yes = Yes, Comment = comment, At = now }));
        (own.Yes, own.Comment, own.At) = (Yes, comment, now);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "application.voted",
            Subject = row.Node,
            Facts = new Dictionary<string, object?> { ["yes"] = Yes, ["comment"] = comment },
        });
        if (Committee.Decide(found.Value.Members, votes) is { } granted)
        {
            if (granted && await AskRelease.RunAsync(db, NodeRef.Parse(row.Source), ReleaseAct.Grant, row.Node, row.PersonId, stop) is { } ofConcern)
                return ofConcern;
            Decide(db, signer, row, granted, votes, now);
        }

        try
        {
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
        }
        catch (DbUpdateConcurrencyException)
        {
            return NotOpen(row);
        }

        return row;
    }

    private static UseVote Added(List<UseVote> votes, UseVote vote)
    {
        votes.Add(vote);
        return vote;
    }

    private static void Decide(HubDb db, HubSigner signer, UseApplication row, bool granted, List<UseVote> votes, DateTime now)
    {
        (row.State, row.DecidedAt) = (granted ? ApplicationState.Granted : ApplicationState.Refused, now);
        row.Terms = string.Join('\n', votes.Where(vote => vote.Yes == granted && vote.Comment.Length > 0).Select(vote => vote.Comment));
        if (granted)
            (row.KeyId, row.Signature) = signer.Sign(row.SignedText) is var signed ? (signed.KeyId, signed.Value) : default;
        db.Record(new()
        {
            Actor = NodeRef.Of("hub", "self"),
            Kind = granted ? "application.granted" : "application.refused",
            Subject = row.Node,
            Facts = new Dictionary<string, object?>
            {
                ["source"] = row.Source,
                ["project"] = row.ProjectId,
                ["rules"] = row.Rules,
                ["until"] = row.Until,
                ["terms"] = row.Terms,
                ["votes"] = votes.Select(vote => new { vote.PersonId, vote.Yes }),
                ["key"] = row.KeyId,
                ["signature"] = row.Signature,
            },
        });
    }

    private static Refusal CommitteeOnly(UseApplication row) => new(
        "committee-only", 403,
        new($"投票できるのは、{row.OwnerId} のデータアクセス委員会の委員だけです。", $"Only members of the data access committee of {row.OwnerId} may vote."),
        new("委員は、データを提供した機関の管理者です。申請した本人は加われません。", "These are the stewards of the institution that gave the data, without whoever applied."));

    private static Refusal NotOpen(UseApplication row) => Refusal.Conflict(
        "application-not-open",
        new($"申請 {row.Id} は今、投票を受け付けていません。", $"The application {row.Id} is not open for votes now."),
        new("申請のページで状態を確かめてください。", "See its state on its page."));
}
