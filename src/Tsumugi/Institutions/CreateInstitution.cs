using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>Takes an institution into the hub.</summary>
public sealed record CreateInstitution(string Id, InstitutionEntry Entry)
{
    public async Task<Outcome<Institution>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var taken = await db.Set<Institution>().AnyAsync(row => row.Id == Id, stop);
        var decided = Decide(this, taken);
        if (decided.Refused)
            return decided;
        var made = decided.Value;
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "institution.created",
            Subject = made.Node,
            Facts = ChangeInstitution.Facts(made),
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    public static Outcome<Institution> Decide(CreateInstitution command, bool taken)
    {
        var made = new Institution { Id = command.Id, NameJa = "", NameEn = "" };
        var faults = new FieldFaults()
            .Refuse("id", ShortName.Fault(command.Id))
            .Need(!taken, "id", new($"{command.Id} は既にあります。", $"{command.Id} already exists."));
        command.Entry.Read(made, faults);
        if (faults.ToRefusal("bad-institution") is { } refusal)
            return taken && refusal.Fields.Count == 1 ? refusal with { Code = "name-taken", Status = 409 } : refusal;
        return made;
    }
}
