using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Institutions.SignIn.Providers;

namespace Tsumugi.Institutions.Invitations;

/// <summary>Takes somebody new into the hub who was invited, or for whom a provider vouches: their person, login and membership.</summary>
public sealed record JoinHub
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    /// <summary>Not needed by whoever comes from a provider.</summary>
    public string? Password { get; init; }

    /// <summary>What stands in the invitation's link.</summary>
    public string? Secret { get; init; }

    public ExternalIdentity? Identity { get; init; }

    public async Task<Outcome<Account>> RunAsync(HubDb db, DateTime now, CancellationToken stop)
    {
        if (await Admission.OfAsync(db, Secret, Identity, now, stop) is not { } admission)
            return Admission.Closed;
        if (Identity is not null && await Identity.FindAccountAsync(db, stop) is not null)
            return AlreadyHere;
        var orcid = Identity?.Orcid;
        if (orcid is not null && await db.Set<Person>().AnyAsync(row => row.Orcid == orcid, stop))
            return AlreadyHere;
        var command = new CreatePerson { Id = Id.Trim(), Name = Name, Email = Email, Password = Password };
        var taken = await CreatePerson.IsTakenAsync(db, command.Id, stop);
        var needsPassword = Identity is null && string.IsNullOrEmpty(Password);
        if (CreatePerson.Check(command, taken, await LoginRules.EmailTakenAsync(db, Email, stop), needsPassword) is { } fault)
            return fault;

        var person = new Person { Id = command.Id, Name = Name.Trim(), IsOperator = false, Orcid = orcid };
        var account = Account.For(person.Id, Email.Trim(), string.IsNullOrEmpty(Password) ? null : Password);
        db.Add(person);
        db.Add(account);
        if (Identity is not null)
            db.Add(Identity.For(account));
        db.Record(person.Created(person.Node, ("provider", Identity?.Provider.Name), ("invitation", admission.Invitation?.Id)));
        admission.Take(db, person.Node);
        return await Admission.SaveAsync(db, stop) is { } closed ? closed : account;
    }

    private static Refusal AlreadyHere { get; } = Refusal.Conflict(
        "already-here",
        new("あなたの記録は既にこのハブにあります。", "The hub has a record of you already."),
        new("そのアカウントでサインインしてください。方法が分からないときは、運用担当者に依頼してください。", "Sign in with that account; if you do not know how, ask an operator."));
}
