using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Projects;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Projects.Applications;

namespace Tsumugi.Datasets.Applications;

internal static class ApplyRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
        {
            api.MapPost($"/{kind}s/{{institution}}/{{name}}/applications", async (ICallers callers, ApplyForUse apply, string institution, string name, NewApplication asked, CancellationToken stop) =>
                {
                    var entry = new ApplicationEntry(asked.Purpose, asked.TrainedOn, asked.Security, asked.Until);
                    var made = await apply.RunAsync(await callers.CurrentAsync(stop), kind, $"{institution}/{name}", asked.Project ?? "", entry, DateTime.UtcNow, stop);
                    return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created("/api/v1/applications", made.Value.Select(one => one.ToView([], DateTime.UtcNow)));
                })
                .WithName(kind == RepositoryKinds.Dataset ? "ApplyForDataset" : "ApplyForModel").WithSummary($"A project applies to the committee of each source whose conditions stand in the way of using the {kind}")
                .Produces<IReadOnlyList<ApplicationView>>(StatusCodes.Status201Created);
        }
    }
}
