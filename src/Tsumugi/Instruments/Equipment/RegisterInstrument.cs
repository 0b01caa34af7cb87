using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Talent.Courses;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Equipment;

/// <summary>An institution lets its instrument be found and booked.</summary>
public sealed record RegisterInstrument(string Id, string InstitutionId, InstrumentEntry Entry)
{
    public async Task<Outcome<Instrument>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSteward(caller, InstitutionId) is { } refusal)
            return refusal;
        if (await db.Set<Institution>().FindAsync([InstitutionId], stop) is null)
            return Gate.NoSuch(new($"研究機関 {InstitutionId} ", $"the institution {InstitutionId}"));
        var taken = await db.Set<Instrument>().AnyAsync(row => row.Id == Id, stop);
        var decided = Decide(this, await ContextAsync(db, InstitutionId, Id, Entry, stop), taken, now);
        if (decided.Refused)
            return decided;
        var made = decided.Value;
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "instrument.registered",
            Subject = made.Node,
            Facts = Facts(made),
            Ties = [new(made.Node, Relations.BelongsTo, NodeRef.Of("institution", InstitutionId)), .. made.Staff.Select(person => new Tie(made.Node, Relations.RunBy, NodeRef.Of("person", person)))],
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    public static Outcome<Instrument> Decide(RegisterInstrument command, EntryContext known, bool taken, DateTime now)
    {
        var made = new Instrument
        {
            Id = command.Id,
            InstitutionId = command.InstitutionId,
            NameJa = "",
            NameEn = "",
            Description = "",
            Place = "",
            TimeZone = "",
            Manufacturer = "",
            Model = "",
            Techniques = [],
            Staff = [],
            Hours = OpeningHours.Always,
            Rules = BookingRules.Usual,
            Found = "",
            CreatedAt = now,
        };
        var faults = new FieldFaults()
            .Refuse("id", ShortName.Fault(command.Id))
            .Need(!taken, "id", new($"{command.Id} は既にあります。", $"{command.Id} already exists."));
        command.Entry.Read(made, faults, known);
        if (faults.ToRefusal("bad-instrument") is { } refusal)
            return taken && refusal.Fields.Count == 1 ? refusal with { Code = "name-taken", Status = 409 } : refusal;
        return made;
    }

    internal static async Task<EntryContext> ContextAsync(HubDb db, string institution, string id, InstrumentEntry entry, CancellationToken stop)
    {
        var (identifier, course) = (entry.PlainIdentifier, entry.Course?.Trim());
        var people = await db.Set<Membership>().Where(row => row.InstitutionId == institution).Select(row => row.PersonId).ToListAsync(stop);
        return new(
            people,
            !string.IsNullOrEmpty(course) && !(await FindCourse.RunAsync(db, course, stop)).Refused,
            identifier is not null && await db.Set<Instrument>().AnyAsync(row => row.Id != id && row.Identifier == identifier, stop));
    }

    internal static Dictionary<string, object?> Facts(Instrument row) => new()
    {
        ["nameJa"] = row.NameJa,
        ["nameEn"] = row.NameEn,
        ["manufacturer"] = row.Manufacturer,
        ["model"] = row.Model,
        ["serial"] = row.Serial,
        ["identifier"] = row.Identifier,
        ["place"] = row.Place,
        ["timeZone"] = row.TimeZone,
        ["techniques"] = row.Techniques,
        ["course"] = row.CourseId,
        ["hours"] = row.Hours.ToString(),
        ["rules"] = row.Rules,
        ["price"] = row.Price,
    };
}
