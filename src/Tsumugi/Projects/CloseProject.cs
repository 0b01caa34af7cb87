using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects;

/// <summary>Ends a project: nothing new is done in its name; what it made stays.</summary>
public sealed record CloseProject(string Id)
{
    public async Task<Outcome<Project>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindProject.ToLeadAsync(db, caller, Id, stop);
        if (found.Refused || found.Value.ClosedAt is not null)
            return found;
        found.Value.ClosedAt = now;
        db.Record(new() { Actor = caller.Node, Kind = "project.closed", Subject = found.Value.Node });
        await db.SaveChangesAsync(stop);
        return found;
    }
}
