using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Tensors;

internal static class TensorRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
        {
            var word = kind == RepositoryKinds.Dataset ? "Dataset" : "Model";
            api.MapGet($"/{kind}s/{{institution}}/{{name}}/tensors",
                    (ICallers callers, HubDb db, AskDownload download, ReadTensors tensors, string institution, string name, string? revision, CancellationToken stop) =>
                        ListAsync(callers, db, download, tensors, kind, $"{institution}/{name}", revision, stop))
                .WithName($"List{word}Tensors").WithSummary("Names, shapes and types of the tensors in a revision's safetensors files.");
            api.MapGet($"/{kind}s/{{institution}}/{{name}}/tensors/statistics",
                    (ICallers callers, HubDb db, AskDownload download, ReadTensors tensors, string institution, string name, string? revision, string file, string tensor, CancellationToken stop) =>
                        StatisticsAsync(callers, db, download, tensors, kind, $"{institution}/{name}", revision, (file, tensor), stop))
                .WithName($"Show{word}Tensor").WithSummary("Range, mean, spread and histogram of one tensor.");
        }
    }

    private static async Task<IResult> ListAsync(ICallers callers, HubDb db, AskDownload download, ReadTensors tensors, string kind, string id, string? revision, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await UsedRevision.FindAsync(db, download, caller, kind, id, revision, stop);
        return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await tensors.ListAsync(db, caller, found.Value.Repository, found.Value.Revision, stop));
    }

    private static async Task<IResult> StatisticsAsync(
        ICallers callers, HubDb db, AskDownload download, ReadTensors tensors, string kind, string id, string? revision, (string File, string Tensor) asked, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var found = await UsedRevision.FindAsync(db, download, caller, kind, id, revision, stop);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var numbers = await tensors.StatisticsAsync(db, caller, found.Value.Repository, found.Value.Revision, asked.File, asked.Tensor, stop);
        return numbers.Refused ? numbers.Refusal!.ToProblem() : TypedResults.Ok(numbers.Value);
    }
}
