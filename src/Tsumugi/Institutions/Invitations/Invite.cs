using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Invitations;

/// <summary>An invitation just made; the only moment at which its link is known.</summary>
public sealed record MadeInvitation(Invitation Invitation, string Secret)
{
    public Uri LinkAt(HubAddress hub) => new(hub.Value, $"join?invitation={Secret}");
}

/// <summary>Makes a link with which people become members of an institution.</summary>
/// <param name="People">How many may follow it.</param>
/// <param name="Days">How long it holds.</param>
public sealed record Invite(string InstitutionId, string Role, int People, int Days)
{
    public const int MostPeople = 500;

    public const int MostDays = 60;

    private const int SecretLength = 40;

    public async Task<Outcome<MadeInvitation>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSteward(caller, InstitutionId) is { } refusal)
            return refusal;
        if (!await db.Set<Institution>().AnyAsync(row => row.Id == InstitutionId, stop))
            return Gate.NoSuch(new($"研究機関 {InstitutionId} ", $"the institution {InstitutionId}"));
        var faults = new FieldFaults()
            .Need(GrantMembership.TryRead(Role, out var role), "role", new("researcher か steward を指定してください。", "Use researcher or steward."))
            .Need(People is > 0 and <= MostPeople, "people", new($"1〜{MostPeople} 人にしてください。", $"Invite 1 to {MostPeople} people."))
            .Need(Days is > 0 and <= MostDays, "days", new($"1〜{MostDays} 日にしてください。", $"It may hold 1 to {MostDays} days."));
        if (faults.ToRefusal("bad-invitation") is { } fault)
            return fault;
        var secret = RandomId.Make(SecretLength);
        var made = new Invitation
        {
            Id = RandomId.Make(10),
            Hash = Invitation.HashOf(secret),
            InstitutionId = InstitutionId,
            Role = role,
            InvitedBy = caller.PersonId!,
            CreatedAt = now,
            ExpiresAt = now.AddDays(Days),
            People = People,
            Left = People,
        };
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "invitation.made",
            Subject = made.Node,
            Facts = new Dictionary<string, object?> { ["institution"] = InstitutionId, ["role"] = role.ToString(), ["people"] = People, ["expiresAt"] = made.ExpiresAt },
            Ties = [new(made.Node, Relations.BelongsTo, NodeRef.Of("institution", InstitutionId))],
        });
        await db.SaveChangesAsync(stop);
        return new MadeInvitation(made, secret);
    }
}
