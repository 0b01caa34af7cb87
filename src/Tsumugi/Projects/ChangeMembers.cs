using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects;

/// <summary>Takes somebody into a project in the name of an institution, or changes what they are in it.</summary>
public sealed record AddMember(string ProjectId, string PersonId, string InstitutionId, string Role)
{
    public async Task<Outcome<ProjectMember>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var project = await FindProject.ToLeadAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        var belongs = await db.Set<Membership>().AnyAsync(row => row.PersonId == PersonId && row.InstitutionId == InstitutionId, stop);
        var now = await db.Set<ProjectMember>().SingleOrDefaultAsync(row => row.ProjectId == ProjectId && row.PersonId == PersonId, stop);
        var otherLead = await db.Set<ProjectMember>().AnyAsync(row => row.ProjectId == ProjectId && row.PersonId != PersonId && row.Role == ProjectRole.Lead, stop);
        var known = NamedWord.TryRead<ProjectRole>(Role, out var role);
        var faults = new FieldFaults()
            .Need(known, "role", new("member か lead を指定してください。", "Use member or lead."))
            .Need(belongs, "person", new($"{PersonId} は {InstitutionId} の所属者ではありません。", $"{PersonId} is no member of {InstitutionId}."))
            .Need(role == ProjectRole.Lead || now?.Role != ProjectRole.Lead || otherLead, "role", LastLead);
        if (faults.ToRefusal("bad-member") is { } wrong)
            return wrong;
        if (now is not null && now.Role == role && now.InstitutionId == InstitutionId)
            return now;
        if (now is null)
            db.Add(now = new() { ProjectId = ProjectId, PersonId = PersonId, InstitutionId = InstitutionId, Role = role });
        (now.InstitutionId, now.Role) = (InstitutionId, role);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "project.member-added",
            Subject = project.Value.Node,
            Facts = new Dictionary<string, object?> { ["person"] = PersonId, ["institution"] = InstitutionId, ["role"] = role.ToString() },
            Ties = [new(NodeRef.Of("person", PersonId), Relations.MemberOf, project.Value.Node)],
        });
        await db.SaveChangesAsync(stop);
        return now;
    }

    internal static Words LastLead { get; } = new(
        "代表者が一人もいなくなります。先に別の代表者を決めてください。", "Nobody would lead the project any more; name another lead first.");
}

/// <summary>Ends somebody's part in a project; the next request is decided without it.</summary>
public sealed record RemoveMember(string ProjectId, string PersonId)
{
    public async Task<Outcome<ProjectMember>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var project = await FindProject.ToLeadAsync(db, caller, ProjectId, stop);
        if (project.Refused)
            return project.Refusal!;
        var members = await db.Set<ProjectMember>().Where(row => row.ProjectId == ProjectId).ToListAsync(stop);
        if (members.Find(row => row.PersonId == PersonId) is not { } found)
            return Gate.NoSuch(new($"{ProjectId} のメンバー {PersonId} ", $"the member {PersonId} of {ProjectId}"));
        if (!members.Exists(row => row.PersonId != PersonId && row.Role == ProjectRole.Lead))
            return new FieldFaults().Need(false, "person", AddMember.LastLead).ToRefusal("last-lead")!;
        db.Remove(found);
        db.Record(Entry(caller, found));
        await db.SaveChangesAsync(stop);
        return found;
    }

    internal static ThreadEntry Entry(Caller by, ProjectMember removed) => new()
    {
        Actor = by.Node,
        Kind = "project.member-removed",
        Subject = NodeRef.Of(Project.NodeKind, removed.ProjectId),
        Facts = new Dictionary<string, object?> { ["person"] = removed.PersonId },
    };
}
