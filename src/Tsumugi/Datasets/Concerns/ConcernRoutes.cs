using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Concerns;

internal static class ConcernRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
        {
            var (path, title) = ($"/{kind}s/{{institution}}/{{name}}/concerns", kind == RepositoryKinds.Dataset ? "Dataset" : "Model");
            api.MapGet(path, async (ICallers callers, HubDb db, string institution, string name, CancellationToken stop) =>
                {
                    var found = await FindRepository.RunAsync(db, await callers.CurrentAsync(stop), Act.Read, kind, $"{institution}/{name}", stop);
                    return found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok(await FindConcern.ReachingAsync(db, found.Value, stop));
                })
                .WithName($"List{title}Concerns").WithSummary("Marks of dual-use concern that reach it, with what reviewers said").Produces<IReadOnlyList<ConcernView>>();
            api.MapPost(path, async (ICallers callers, HubDb db, string institution, string name, NewConcern said, CancellationToken stop) =>
                {
                    var made = await new MarkConcern(kind, $"{institution}/{name}", said.Category, said.Reason).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
                    return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/concerns/{made.Value.Id}", FindConcern.ViewOf(made.Value, []));
                })
                .WithName($"Mark{title}Concern").WithSummary("Marks it as of dual-use concern: two others must agree before it is released (stewards)").Produces<ConcernView>(StatusCodes.Status201Created);
        }

        api.MapPost("/concerns/{id}/reviews", async (ICallers callers, HubDb db, string id, NewReview said, CancellationToken stop) =>
            {
                var made = await new ReviewRelease(id, said.Act, said.Node, said.Yes, said.Comment).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
                return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Ok(FindConcern.ViewOf(made.Value));
            })
            .WithName("ReviewRelease").WithSummary("Says of one release of something of dual-use concern whether it may be (stewards)").Produces<ReviewView>();
    }
}
