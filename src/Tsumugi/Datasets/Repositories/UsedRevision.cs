using Tsumugi.Datasets.Downloads;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories;

/// <summary>A revision whose content the caller may look into: what lies in its files is had by whoever may use it, as when downloading.</summary>
public sealed record UsedRevision(Repository Repository, Revision Revision)
{
    /// <param name="id"><c>institution/name</c>.</param>
    /// <param name="revision">The start of a hash; null for the newest.</param>
    public static async Task<Outcome<UsedRevision>> FindAsync(HubDb db, AskDownload ask, Caller caller, string kind, string id, string? revision, CancellationToken stop)
    {
        var repository = await FindRepository.RunAsync(db, caller, Act.Use, kind, id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var state = await RepositoryState.FindAsync(db, caller, kind, id, revision, stop);
        if (state.Refused)
            return state.Refusal!;
        if (state.Value.Shown is not { } shown)
            return Refusal.NotFound(new($"{id} にはまだ版がありません。", $"{id} has no revision yet."), new("最初の版を登録してください。", "Bring a first revision in."));
        return await ask.RunAsync(caller, shown.Node, AskDownload.Look, stop) is { } refusal ? refusal : new UsedRevision(repository.Value, shown);
    }
}
