using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories;

/// <summary>A repository as a line of a list.</summary>
/// <param name="Newest">Null while nothing has been brought in.</param>
public sealed record RepositoryRow(Repository Repository, Revision? Newest);

/// <summary>A page of the repositories that the caller may see, newest first, each with its newest revision.</summary>
/// <param name="Search">Part of a name or a title; null for all.</param>
public sealed record ListRepositories(string Kind, string? Search, int Page)
{
    public const int PageSize = 30;

    public async Task<Outcome<Paged<RepositoryRow>>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var visible = FindRepository.Visible(db, caller, Kind);
        if (!string.IsNullOrWhiteSpace(Search))
        {
            var like = $"%{Escaped(Search.Trim())}%";
            visible = visible.Where(row =>
                EF.Functions.Like(row.InstitutionId + "/" + row.Name, like, "\\") || EF.Functions.Like(row.TitleJa, like, "\\") || EF.Functions.Like(row.TitleEn, like, "\\"));
        }

        var page = Math.Max(Page, 1);
        var rows = new List<RepositoryRow>();

        // One small indexed question for each line; a single one over all revisions would grow with the hub.
        foreach (var row in await visible.Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(stop))
            rows.Add(new(row, await FindRepository.Of(db, row).FirstOrDefaultAsync(stop)));
        return new Paged<RepositoryRow>(rows, await visible.CountAsync(stop), page, PageSize);
    }

    public static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
