using Microsoft.AspNetCore.Components;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Pages;
using Tsumugi.Ui.Components;

namespace Tsumugi.Datasets.Pages;

/// <summary>A page under a repository's address, for datasets and models alike; the address says which.</summary>
public abstract class RepositoryAddress : GuardedPage
{
    [Parameter]
    public string Institution { get; set; } = "";

    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    protected HubDb Db { get; private set; } = null!;

    protected string Kind => new Uri(Navigation.Uri).AbsolutePath.StartsWith("/models/", StringComparison.Ordinal) ? RepositoryKinds.Model : RepositoryKinds.Dataset;

    protected string Id => $"{Institution}/{Name}";

    /// <summary>The repository's own page.</summary>
    protected string Home => $"/{Kind}s/{Id}";

    /// <param name="title">Null as long as the repository is not found.</param>
    protected IReadOnlyList<Crumb> CrumbsTo(Words? title, string? query = null) =>
    [
        new($"/{Kind}s", Kind == RepositoryKinds.Model ? new("モデル", "Models") : new("データセット", "Datasets")),
        new(Home + query, title ?? Words.Same(Name)),
    ];
}
