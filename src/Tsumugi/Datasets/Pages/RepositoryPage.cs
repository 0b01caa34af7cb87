using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Ui.Components;

namespace Tsumugi.Datasets.Pages;

/// <summary>A page about a repository itself: its history, its settings, who may have its files.</summary>
public abstract class RepositoryPage : RepositoryAddress
{
    protected Repository? Repository { get; private set; }

    /// <summary>What the caller must be allowed to do with it to see the page.</summary>
    protected virtual Act Act => Act.Read;

    protected bool MayWrite => Repository is { } found && Gate.Ask(Caller, Act.Write, found.Guarded) is null;

    protected IReadOnlyList<Crumb> Crumbs => CrumbsTo(Repository?.Title);

    /// <summary>Called when the repository was found.</summary>
    protected virtual Task ReadAsync(Repository repository) => Task.CompletedTask;

    protected sealed override async Task LoadAsync()
    {
        Repository = Or(await FindRepository.RunAsync(Db, Caller, Act, Kind, Id, Stop));
        if (Repository is not null)
            await ReadAsync(Repository);
    }
}
