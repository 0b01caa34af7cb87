using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Ethics.Passports;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Applications;

namespace Tsumugi.Projects;

/// <summary>In whose name something is done, and what for.</summary>
/// <param name="Project">Null when in no project's name.</param>
public sealed record Acting(Project? Project, Purpose Purpose);

/// <summary>Finds out in whose name a request is made: every door asks it before it asks for a decision about data.</summary>
public sealed class FindActing(HubDb db, DiseaseOntologies diseases, HubSigner signer)
{
    /// <param name="basic">What the door itself does with data.</param>
    /// <param name="project">The project that the request names; null for that of the token, if it is bound to one.</param>
    /// <param name="institution">The institution that the request names; null for those of the caller.</param>
    public async Task<Outcome<Acting>> RunAsync(Caller caller, Purpose basic, string? project, string? institution, DateTime now, CancellationToken stop)
    {
        var named = string.IsNullOrWhiteSpace(project) ? null : project.Trim();
        if (caller.ProjectId is { } bound && named is not null && named != bound)
            return OtherProject(bound);
        var institutions = await Institution.AmongAsync(db, institution is null ? caller.Memberships.Keys : [institution], stop);
        var own = caller.PersonId is { } person ? await HeldVisas.GrantsAsync(db, person, now, stop) : [];
        if ((named ?? caller.ProjectId) is not { } wanted)
            return new Acting(null, basic.By(caller, institutions) with { Grants = own });
        var found = await FindProject.ToActForAsync(db, caller, wanted, institution, stop);
        if (found.Refused)
            return found.Refusal!;
        var joinedAs = institution is not null ? institutions : await Institution.AmongAsync(
            db, await db.Set<ProjectMember>().Where(row => row.ProjectId == wanted && row.PersonId == caller.PersonId).Select(row => row.InstitutionId).ToListAsync(stop), stop);
        var purpose = await ProjectPurpose.OfAsync(db, found.Value, basic.By(caller, joinedAs), diseases.Current, now, stop);
        var granted = await db.Set<UseApplication>().AsNoTracking().Where(row => row.ProjectId == wanted && row.State == ApplicationState.Granted).ToListAsync(stop);
        return new Acting(found.Value, purpose with { Grants = [.. granted.SelectMany(row => row.Grants(signer)), .. own] });
    }

    private static Refusal OtherProject(string bound) => new(
        "other-project", 403,
        new($"このトークンは、プロジェクト {bound} の名前でしか使えません。", $"This token acts for the project {bound} and for no other."),
        new("目的のプロジェクトのトークンを作ってください。", "Create a token for the project that you mean."));
}
