using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects.Approvals;

namespace Tsumugi.Projects;

/// <summary>One project with its people and its approvals.</summary>
public sealed record ShowProject(string Id)
{
    public async Task<Outcome<ProjectDetail>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindProject.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        var members = await (
            from member in db.Set<ProjectMember>().AsNoTracking()
            join person in db.Set<Person>() on member.PersonId equals person.Id
            where member.ProjectId == Id
            orderby person.Id
            select new { member, person.Name }).ToListAsync(stop);
        var approvals = await db.Set<EthicsApproval>().AsNoTracking().Where(row => row.ProjectId == Id).OrderByDescending(row => row.Until).ToListAsync(stop);
        return new ProjectDetail(
            found.Value.ToView(),
            [.. members.OrderByDescending(row => row.member.Role).Select(row => row.member.ToView(row.Name))],
            [.. approvals.Select(row => row.ToView(now))]);
    }
}

/// <summary>All projects, newest first.</summary>
/// <param name="Layer">Only those that study this layer of life; null for all.</param>
/// <param name="Person">Only those in which this person takes part; null for all.</param>
public sealed record ListProjects(string? Search, Layer? Layer, string? Person, int Page)
{
    public const int PageSize = 50;

    public async Task<Outcome<Paged<Project>>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var rows = db.Set<Project>().AsNoTracking();
        if (Search?.Trim() is { Length: > 0 } text)
            rows = rows.Where(row => row.Id.Contains(text) || row.TitleJa.Contains(text) || EF.Functions.Like(row.TitleEn, $"%{text}%") || row.Summary.Contains(text));
        if (Layer is { } layer)
            rows = rows.Where(row => EF.Functions.Like((string)(object)row.Layers, $"%\"{layer}\"%"));
        if (Person is { } person)
            rows = rows.Where(row => db.Set<ProjectMember>().Any(member => member.ProjectId == row.Id && member.PersonId == person));
        var page = Math.Max(1, Page);
        var items = await rows.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop);
        return new Paged<Project>(items, await rows.CountAsync(stop), page, PageSize);
    }
}
