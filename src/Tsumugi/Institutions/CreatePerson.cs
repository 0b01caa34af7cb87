using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions;

/// <summary>A person with their first login.</summary>
/// <param name="InitialPassword">Null when the operator chose it.</param>
public sealed record CreatedPerson(Person Person, Account Account, string? InitialPassword);

/// <summary>Takes a person into the hub, with the e-mail address they sign in with.</summary>
public sealed record CreatePerson
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    /// <summary>The hub makes one up when it is null or empty.</summary>
    public string? Password { get; init; }

    public bool IsOperator { get; init; }

    public async Task<Outcome<CreatedPerson>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var taken = await IsTakenAsync(db, Id, stop);
        if (Check(this, taken, await LoginRules.EmailTakenAsync(db, Email, stop)) is { } faults)
            return faults;
        var generated = string.IsNullOrEmpty(Password) ? Passwords.Generate() : null;
        var person = new Person { Id = Id, Name = Name.Trim(), IsOperator = IsOperator };
        var account = Account.For(Id, Email.Trim(), generated ?? Password!);
        db.Add(person);
        db.Add(account);
        db.Record(person.Created(caller.Node));
        await db.SaveChangesAsync(stop);
        return new CreatedPerson(person, account, generated);
    }

    /// <summary>Also by a record that was merged into another, or erased.</summary>
    internal static Task<bool> IsTakenAsync(HubDb db, string id, CancellationToken stop) => db.Set<Person>().IgnoreQueryFilters().AnyAsync(row => row.Id == id, stop);

    /// <param name="passwordMissing">One was needed, as nobody else makes one up.</param>
    public static Refusal? Check(CreatePerson command, bool idTaken, bool emailTaken, bool passwordMissing = false)
    {
        var refusal = new FieldFaults()
            .Refuse("id", ShortName.Fault(command.Id))
            .Need(!Pseudonym.Is(command.Id), "id", new($"{command.Id} のような名前は、個人情報を消去した人の仮名に使います。別の名前にしてください。", $"Names like {command.Id} are kept for people who were erased; choose another."))
            .Need(!idTaken, "id", new($"{command.Id} は既に使われています。", $"{command.Id} is taken."))
            .Need(
                command.Name.Trim() is { Length: > 0 and <= 100 }, "name",
                new("氏名を 100 文字以内で入力してください。", "Enter a name of up to 100 characters."))
            .Refuse("email", LoginRules.EmailFault(command.Email, emailTaken))
            .Refuse("password", passwordMissing ? Passwords.Check("") : LoginRules.PasswordFault(command.Password))
            .ToRefusal("bad-person");
        return refusal is not null && idTaken && refusal.Fields.Count == 1 ? refusal with { Code = "name-taken", Status = 409 } : refusal;
    }
}
