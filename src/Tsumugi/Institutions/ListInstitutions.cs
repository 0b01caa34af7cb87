using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions;

/// <summary>The institutions that take part, with how many members each has.</summary>
public sealed record ListInstitutions(string? Search = null, int Page = 1)
{
    public const int PageSize = 50;

    public async Task<Outcome<Paged<InstitutionView>>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var found = db.Set<Institution>().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Search))
        {
            var text = Search.Trim();
            found = found.Where(row => row.Id.Contains(text) || row.NameJa.Contains(text) || row.NameEn.Contains(text));
        }

        var page = Math.Max(Page, 1);
        var rows = await found.OrderBy(row => row.Id).Skip((page - 1) * PageSize).Take(PageSize)
            .Select(row => new { Institution = row, Members = db.Set<Membership>().Count(member => member.InstitutionId == row.Id) })
            .ToListAsync(stop);
        return new Paged<InstitutionView>(
            [.. rows.Select(row => row.Institution.ToView(row.Members))], await found.CountAsync(stop), page, PageSize);
    }
}
