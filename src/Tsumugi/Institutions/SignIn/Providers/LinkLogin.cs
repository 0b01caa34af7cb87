using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.SignIn.Providers;

/// <summary>Lets whoever is signed in also come with what a provider says of them.</summary>
public sealed record LinkLogin(ExternalIdentity Identity)
{
    /// <returns>Null when it is linked.</returns>
    public async Task<Refusal?> RunAsync(HubDb db, Caller caller, Account account, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        if (await Identity.FindAccountAsync(db, stop) is { } linked)
            return linked.PersonId == caller.PersonId ? null : Elsewhere;
        if (Identity.Orcid is { } orcid && await db.Set<Person>().SingleAsync(row => row.Id == caller.PersonId, stop) is { Orcid: null } person
            && !await db.Set<Person>().AnyAsync(row => row.Orcid == orcid, stop))
            person.Orcid = orcid;
        db.Add(Identity.For(account));
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "person.loginLinked",
            Subject = NodeRef.Of("person", caller.PersonId!),
            Facts = new Dictionary<string, object?> { ["provider"] = Identity.Provider.Name },
        });
        await db.SaveChangesAsync(stop);
        return null;
    }

    private static Refusal Elsewhere { get; } = Refusal.Conflict(
        "linked-elsewhere",
        new("このサインインは、既に別の人のアカウントに結び付いています。", "This sign-in already belongs to somebody else's account."),
        new("同じ人の記録が二つある場合は、運用担当者に知らせてください。", "If there are two records of the same person, tell an operator."));
}
