using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Artifacts;

/// <summary>What lies in one folder of a run or a logged model.</summary>
internal static class ListArtifacts
{
    public static async Task<Outcome<ListArtifactsAnswer>> RunAsync(Asked asked, ListArtifactsRequest request)
    {
        var found = await FindRun.RunAsync(asked, Act.Read, request.RunId, request.RunUuid);
        if (found.Refused)
            return found.Refusal!;
        var run = found.Value.Run;
        var files = await OfAsync(asked, run.Id, request.Path, fromRoot: true);
        return files.Refused ? files.Refusal! : new ListArtifactsAnswer(ArtifactUri.Of(run.Experiment, run.Id), files.Value);
    }

    /// <param name="fromRoot">Whether paths are given from the owner's root, or within the folder.</param>
    public static async Task<Outcome<IReadOnlyList<FileMessage>>> OfAsync(Asked asked, string owner, string? folder, bool fromRoot)
    {
        var path = folder?.Trim('/') ?? "";
        if (ArtifactPath.FolderFault(path) is { } fault)
            return fault;
        var within = Folder(path);
        var rows = await Within(asked, owner, within).OrderBy(row => row.Path).ToListAsync(asked.Stop);
        return Outcome.Of(Fold(rows, within, fromRoot));
    }

    /// <param name="within">Empty, or a folder with its slash.</param>
    public static IQueryable<RunArtifact> Within(Asked asked, string owner, string within) =>
        asked.Db.Set<RunArtifact>().AsNoTracking().Where(row => row.Owner == owner && row.Path.StartsWith(within));

    /// <returns>What begins the paths of all that is in the folder; empty for the root.</returns>
    public static string Folder(string path) => path.Length == 0 ? "" : path + "/";

    public static IEnumerable<RunArtifact> Below(IEnumerable<RunArtifact> files, string path) =>
        files.Where(file => file.Path.StartsWith(Folder(path), StringComparison.Ordinal)).OrderBy(file => file.Path, StringComparer.Ordinal);

    public static IReadOnlyList<FileMessage> Fold(IEnumerable<RunArtifact> rows, string within, bool fromRoot)
    {
        var beginning = fromRoot ? within : "";
        return
        [
            .. rows.Select(row => (Inner: row.Path[within.Length..], row.Size))
                .GroupBy(row => row.Inner.Split('/')[0], StringComparer.Ordinal)
                .Select(group => group.First().Inner.Contains('/', StringComparison.Ordinal)
                    ? new FileMessage(beginning + group.Key, true, null)
                    : new FileMessage(beginning + group.Key, false, group.First().Size)),
        ];
    }
}
