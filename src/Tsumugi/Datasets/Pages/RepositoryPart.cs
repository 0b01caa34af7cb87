using Microsoft.AspNetCore.Components;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ui.Components;

namespace Tsumugi.Datasets.Pages;

/// <summary>A page about what lies in a revision's files, for whoever may use them.</summary>
public abstract class RepositoryPart : RepositoryAddress
{
    [SupplyParameterFromQuery]
    public string? Revision { get; set; }

    [Inject]
    private AskDownload Download { get; set; } = null!;

    protected UsedRevision? Found { get; private set; }

    protected IReadOnlyList<Crumb> Crumbs => CrumbsTo(Found?.Repository.Title, Revision is null ? null : $"?revision={Revision}");

    /// <summary>Called when the caller may use the repository and it has the revision.</summary>
    protected abstract Task ReadAsync(UsedRevision found);

    protected sealed override async Task LoadAsync()
    {
        if (Or(await UsedRevision.FindAsync(Db, Download, Caller, Kind, Id, Revision, Stop)) is not { } found)
            return;
        Found = found;
        await ReadAsync(found);
    }
}
