using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>Changes what is said of an institution; decisions about data follow its kind and country from then on.</summary>
public sealed record ChangeInstitution(string Id, InstitutionEntry Entry)
{
    public async Task<Outcome<Institution>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.Set<Institution>().SingleOrDefaultAsync(row => row.Id == Id, stop) is not { } found)
            return Gate.NoSuch(new($"研究機関 {Id} ", $"the institution {Id}"));
        var (before, faults) = (found with { }, new FieldFaults());
        Entry.Read(before with { }, faults);
        if (faults.ToRefusal("bad-institution") is { } wrong)
            return wrong;
        Entry.Read(found, faults);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "institution.changed",
            Subject = found.Node,
            Facts = new Dictionary<string, object?> { ["before"] = Facts(before), ["after"] = Facts(found) },
        });
        await db.SaveChangesAsync(stop);
        return found;
    }

    internal static Dictionary<string, object?> Facts(Institution institution) => new()
    {
        ["nameJa"] = institution.NameJa,
        ["nameEn"] = institution.NameEn,
        ["ror"] = institution.Ror,
        ["kind"] = institution.Kind?.ToString(),
        ["country"] = institution.Country,
    };
}
