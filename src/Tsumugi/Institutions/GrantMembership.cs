using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>Makes a person a member of an institution, or changes what they are in it.</summary>
public sealed record GrantMembership(string InstitutionId, string PersonId, string Role)
{
    public async Task<Outcome<Membership>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSteward(caller, InstitutionId) is { } refusal)
            return refusal;
        if (!await db.Set<Institution>().AnyAsync(row => row.Id == InstitutionId, stop))
            return Gate.NoSuch(new($"研究機関 {InstitutionId} ", $"the institution {InstitutionId}"));
        if (!await db.Set<Person>().AnyAsync(row => row.Id == PersonId, stop))
            return Gate.NoSuch(new($"人物 {PersonId} ", $"the person {PersonId}"));
        if (!TryRead(Role, out var role))
            return BadRole;
        var now = await db.Set<Membership>().SingleOrDefaultAsync(row => row.PersonId == PersonId && row.InstitutionId == InstitutionId, stop);
        if (now?.Role == role)
            return now;
        if (now is null)
            db.Add(now = new() { PersonId = PersonId, InstitutionId = InstitutionId, Role = role });
        now.Role = role;
        db.Record(now.Granted(caller.Node));
        await db.SaveChangesAsync(stop);
        return now;
    }

    public static bool TryRead(string? text, out InstitutionRole role) => NamedWord.TryRead(text, out role);

    private static Refusal BadRole { get; } = new FieldFaults()
        .Need(false, "role", new("researcher か steward を指定してください。", "Use researcher or steward."))
        .ToRefusal("bad-role")!;
}
