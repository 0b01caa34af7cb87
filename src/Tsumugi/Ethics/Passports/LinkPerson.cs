using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Ethics.Passports;

/// <summary>An operator who made sure of it says which of an issuer's people a person of the hub is; nobody says so of themselves.</summary>
public sealed record LinkPerson(string? Person, string? Issuer, string? Subject)
{
    private const int MostText = 255;

    public async Task<Refusal?> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var (issuer, subject) = (Issuer?.Trim() ?? "", Subject?.Trim() ?? "");
        if (new FieldFaults()
            .Need(await db.Set<Person>().AnyAsync(row => row.Id == Person, stop), "person", new("このハブの利用者の ID を書いてください。", "Give the id of a person of this hub."))
            .Need(await db.Set<TrustedIssuer>().AnyAsync(row => row.Issuer == issuer && row.EndedAt == null, stop), "issuer", new("信頼している発行元から選んでください。", "Choose an issuer that is trusted."))
            .Need(subject.Length is > 0 and <= MostText, "subject", new("発行元での ID（sub）を書いてください。", "Give the issuer's id of the person, as in sub."))
            .ToRefusal("bad-identity") is { } fault)
            return fault;
        if (await db.FindAsync<LinkedPerson>([issuer, subject], stop) is { } known)
            return known.PersonId == Person ? null : Taken(known);
        db.Add(new LinkedPerson { Issuer = issuer, Subject = subject, PersonId = Person!, At = now });
        Record(db, caller, "person.identity-linked", Person!, issuer, subject);
        await db.SaveChangesAsync(stop);
        return null;
    }

    internal static void Record(HubDb db, Caller caller, string kind, string person, string issuer, string subject) => db.Record(new()
    {
        Actor = caller.Node,
        Kind = kind,
        Subject = NodeRef.Of("person", person),
        Facts = new Dictionary<string, object?> { ["issuer"] = issuer, ["subject"] = subject },
    });

    private static Refusal Taken(LinkedPerson known) => Refusal.Conflict(
        "identity-taken",
        new($"この ID は既に {known.PersonId} のものとして登録されています。", $"This identity is entered for {known.PersonId} already."),
        new("先にその登録を取り消してください。", "Take that back first."));
}

/// <summary>It was a mistake, or it is so no longer: the person's visas of that issuer's identity end at once.</summary>
public sealed record UnlinkPerson(string? Issuer, string? Subject)
{
    public async Task<Refusal?> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.FindAsync<LinkedPerson>([Issuer ?? "", Subject ?? ""], stop) is not { } known)
            return Gate.NoSuch(new("この ID の登録", "this identity"));
        db.Remove(known);
        LinkPerson.Record(db, caller, "person.identity-unlinked", known.PersonId, known.Issuer, known.Subject);
        await db.SaveChangesAsync(stop);
        return null;
    }
}
