using Microsoft.AspNetCore.Components;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Pages;
using Tsumugi.Ui.Components;

namespace Tsumugi.Datasets.Pages;

/// <summary>A page about what lies in a revision's files, for datasets and models alike; its address says which.</summary>
public abstract class RepositoryPart : GuardedPage
{
    [Parameter]
    public string Institution { get; set; } = "";

    [Parameter]
    public string Name { get; set; } = "";

    [SupplyParameterFromQuery]
    public string? Revision { get; set; }

    [Inject]
    protected HubDb Db { get; private set; } = null!;

    protected UsedRevision? Found { get; private set; }

    protected string Kind => new Uri(Navigation.Uri).AbsolutePath.StartsWith("/models/", StringComparison.Ordinal) ? RepositoryKinds.Model : RepositoryKinds.Dataset;

    /// <summary>The repository's own page.</summary>
    protected string Home => $"/{Kind}s/{Institution}/{Name}";

    protected IReadOnlyList<Crumb> Crumbs =>
    [
        new($"/{Kind}s", Kind == RepositoryKinds.Model ? new("モデル", "Models") : new("データセット", "Datasets")),
        new(Revision is null ? Home : $"{Home}?revision={Revision}", Found?.Repository.Title ?? Hub.Language.Words.Same(Name)),
    ];

    /// <summary>Called when the caller may use the repository and it has the revision.</summary>
    protected abstract Task ReadAsync(UsedRevision found);

    protected sealed override async Task LoadAsync()
    {
        if (Or(await UsedRevision.FindAsync(Db, Caller, Kind, $"{Institution}/{Name}", Revision, Stop)) is not { } found)
            return;
        Found = found;
        await ReadAsync(found);
    }
}
