using Microsoft.AspNetCore.Components;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Pages;

namespace Tsumugi.Datasets.Pages;

/// <summary>A page about part of one revision of a dataset: found through the gate, the newest unless the address names another.</summary>
public abstract class DatasetPart : GuardedPage
{
    [Parameter]
    public string Institution { get; set; } = "";

    [Parameter]
    public string Name { get; set; } = "";

    [SupplyParameterFromQuery]
    public string? Revision { get; set; }

    [Inject]
    protected HubDb Db { get; private set; } = null!;

    [Inject]
    private AskDownload Download { get; set; } = null!;

    protected RepositoryState? State { get; private set; }

    /// <summary>Called when the dataset was found and has a revision with this part.</summary>
    protected abstract Task ReadAsync(Revision revision);

    /// <summary>The file that the part is read from.</summary>
    protected abstract string PartFile { get; }

    /// <summary>False when there is no revision yet, or it was brought in without the file.</summary>
    protected bool HasPart => Part is not null;

    protected RevisionFile? Part { get; private set; }

    protected sealed override async Task LoadAsync()
    {
        var state = await RepositoryState.FindAsync(Db, Caller, RepositoryKinds.Dataset, $"{Institution}/{Name}", Revision, Stop);
        if (state is { Refused: false, Value.Shown: { } asked } && await Download.RunAsync(Caller, asked.Node, AskDownload.Look, Stop) is { } refusal)
            state = refusal;
        State = Or(state);
        if (State?.Shown is { } shown)
            Part = await RevisionFiles.FindAsync(Db, shown, PartFile, Stop);
        if (HasPart)
            await ReadAsync(State!.Shown!);
    }

    /// <returns>An address under the dataset that keeps to the revision asked for.</returns>
    protected string Under(string part) =>
        $"/datasets/{Institution}/{Name}/{part}{(Revision is null ? "" : $"?revision={Revision}")}";
}
