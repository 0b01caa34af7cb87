using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects;

/// <summary>Begins a project, at once and without review; whoever begins it leads it.</summary>
public sealed record BeginProject(string Id, string InstitutionId, ProjectEntry Entry)
{
    public async Task<Outcome<Project>> RunAsync(HubDb db, Caller caller, DiseaseOntology diseases, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } notYours)
            return notYours;
        if (Gate.AskFor(caller, InstitutionId) is { } refusal)
            return refusal;
        var taken = await db.Set<Project>().AnyAsync(row => row.Id == Id, stop);
        var institutionExists = await db.Set<Institution>().AnyAsync(row => row.Id == InstitutionId, stop);
        var decided = Decide(this, diseases, taken, institutionExists, now);
        if (decided.Refused)
            return decided;
        var made = decided.Value;
        db.Add(made);
        db.Add(new ProjectMember { ProjectId = Id, PersonId = caller.PersonId!, InstitutionId = InstitutionId, Role = ProjectRole.Lead });
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "project.begun",
            Subject = made.Node,
            Facts = Facts(made),
            Ties = [new(made.Node, Relations.BelongsTo, NodeRef.Of("institution", InstitutionId)), new(made.Node, Relations.LedBy, caller.Node)],
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    public static Outcome<Project> Decide(BeginProject command, DiseaseOntology diseases, bool taken, bool institutionExists, DateTime now)
    {
        var made = Project.Begun(command.Id, command.InstitutionId, now);
        var faults = new FieldFaults()
            .Refuse("id", ShortName.Fault(command.Id))
            .Need(!taken, "id", new($"{command.Id} は既にあります。", $"{command.Id} already exists."))
            .Need(institutionExists, "institution", new("この研究機関は登録されていません。", "This institution is not registered."));
        command.Entry.Read(made, faults, diseases);
        if (faults.ToRefusal("bad-project") is { } refusal)
            return taken && refusal.Fields.Count == 1 ? refusal with { Code = "name-taken", Status = 409 } : refusal;
        return made;
    }

    internal static Dictionary<string, object?> Facts(Project project) => new()
    {
        ["titleJa"] = project.TitleJa,
        ["titleEn"] = project.TitleEn,
        ["layers"] = project.Layers,
        ["modalities"] = project.Modalities,
        ["aim"] = project.Aim,
    };
}
