using Tsumugi.Client;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories.Search;

/// <summary>A repository as a line of a list.</summary>
/// <param name="Newest">Null while nothing has been brought in.</param>
public sealed record RepositoryRow(Repository Repository, Revision? Newest);

/// <summary>A page of the repositories that the caller may see, each with its newest revision.</summary>
/// <param name="Search">Words or parts of words; null for all.</param>
public sealed record ListRepositories(string Kind, string? Search, int Page)
{
    public int PageSize { get; init; } = 30;

    public async Task<Outcome<Paged<RepositoryRow>>> RunAsync(HubDb db, RepositoryIndex index, Caller caller, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        var page = Math.Max(Page, 1);
        var found = await index.FindAsync(
            db, caller, new() { Kind = Kind, Text = Search ?? "", Skip = (int)Math.Min((page - 1L) * PageSize, int.MaxValue), Take = PageSize }, stop);

        // One small indexed question for each line; a single one over all revisions would grow with the hub.
        var rows = new List<RepositoryRow>();
        foreach (var row in found.Rows)
            rows.Add(new(row, await FindRepository.NewestAsync(db, row, stop)));
        return new Paged<RepositoryRow>(rows, found.Total, page, PageSize);
    }
}
