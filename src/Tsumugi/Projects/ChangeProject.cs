using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects;

/// <summary>Changes what is said of a project. Decisions about data follow its aim from then on; what was done before stays as it was decided.</summary>
public sealed record ChangeProject(string Id, ProjectEntry Entry)
{
    public async Task<Outcome<Project>> RunAsync(HubDb db, Caller caller, DiseaseOntology diseases, CancellationToken stop)
    {
        var found = await FindProject.ToLeadAsync(db, caller, Id, stop);
        if (found.Refused)
            return found;
        var (before, faults) = (found.Value with { }, new FieldFaults());
        Entry.Read(before with { }, faults, diseases);
        if (faults.ToRefusal("bad-project") is { } wrong)
            return wrong;
        Entry.Read(found.Value, faults, diseases);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "project.changed",
            Subject = found.Value.Node,
            Facts = new Dictionary<string, object?> { ["before"] = BeginProject.Facts(before), ["after"] = BeginProject.Facts(found.Value) },
        });
        await db.SaveChangesAsync(stop);
        return found;
    }
}
