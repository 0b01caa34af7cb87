using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.SignIn;

/// <param name="InitialPassword">Null when the operator chose it.</param>
public sealed record AddedLogin(Account Account, string? InitialPassword);

/// <summary>Gives a person another e-mail address to sign in with.</summary>
public sealed record AddLogin(string PersonId, string Email, string? Password)
{
    public async Task<Outcome<AddedLogin>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<Person>().SingleOrDefaultAsync(row => row.Id == PersonId, stop) is not { } person)
            return Gate.NoSuch(new($"人物 {PersonId} ", $"the person {PersonId}"));
        var taken = await LoginRules.EmailTakenAsync(db, Email, stop);
        var faults = new FieldFaults()
            .Refuse("email", LoginRules.EmailFault(Email, taken))
            .Refuse("password", LoginRules.PasswordFault(Password));
        if (faults.ToRefusal("bad-login") is { } fault)
            return fault;
        var generated = string.IsNullOrEmpty(Password) ? Passwords.Generate() : null;
        var account = Account.For(PersonId, Email.Trim(), generated ?? Password!);
        db.Add(account);
        db.Record(new() { Actor = caller.Node, Kind = "person.loginAdded", Subject = person.Node });
        await db.SaveChangesAsync(stop);
        return new AddedLogin(account, generated);
    }
}
