using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Calls.Reviews;

/// <summary>Who may not judge a proposal: its people, those of their institutions, and those who work with them in a project that goes on.</summary>
/// <param name="Institutions">By person.</param>
/// <param name="Projects">Ongoing ones, by person.</param>
public sealed record ConflictOfInterest(ILookup<string, string> Institutions, ILookup<string, string> Projects)
{
    /// <summary>For these people, and those of the proposals.</summary>
    public static async Task<ConflictOfInterest> LoadAsync(HubDb db, IEnumerable<string> reviewers, IEnumerable<Proposal> proposals, CancellationToken stop)
    {
        var people = reviewers.Concat(proposals.SelectMany(proposal => proposal.People)).Distinct(StringComparer.Ordinal).ToList();
        var memberships = await db.Set<Membership>().Where(row => people.Contains(row.PersonId)).Select(row => new { row.PersonId, row.InstitutionId }).ToListAsync(stop);
        var projects = await db.Set<ProjectMember>()
            .Where(row => people.Contains(row.PersonId) && db.Set<Project>().Any(project => project.Id == row.ProjectId && project.ClosedAt == null))
            .Select(row => new { row.PersonId, row.ProjectId }).ToListAsync(stop);
        return new(memberships.ToLookup(row => row.PersonId, row => row.InstitutionId), projects.ToLookup(row => row.PersonId, row => row.ProjectId));
    }

    /// <returns>Why not, or null when the person may judge it.</returns>
    public Words? Of(string person, Proposal proposal)
    {
        if (proposal.People.Contains(person))
            return new("提案に参加しています。", "Takes part in the proposal.");
        var theirs = proposal.People.SelectMany(one => Institutions[one])
            .Concat(proposal.Entry.Members.Select(member => member.Institution)).Append(proposal.InstitutionId).ToHashSet(StringComparer.Ordinal);
        if (Institutions[person].FirstOrDefault(theirs.Contains) is { } institution)
            return new($"提案者と同じ機関（{institution}）に所属しています。", $"Belongs to the same institution as its people ({institution}).");
        var together = proposal.People.SelectMany(one => Projects[one]).ToHashSet(StringComparer.Ordinal);
        return Projects[person].FirstOrDefault(together.Contains) is { } project
            ? new($"提案者と同じプロジェクト（{project}）に参加しています。", $"Works with its people in the project {project}.")
            : null;
    }
}
