using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.HuggingFace.Xet;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Every route of the Hugging Face Hub that this hub answers.</summary>
internal static class HuggingFaceRoutes
{
    private const string Type = "{type:repositories}";
    private const string Repo = "/api/" + Type + "/{ns}/{name}";

    public static void AddServices(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<RepositoryType>("repositories"));
        services.AddScoped<WireContext>();
        services.AddSingleton<Permits>();
        services.AddSingleton<PartedUploads>();
        services.AddHostedService(provider => provider.GetRequiredService<PartedUploads>());
        services.AddSingleton<DownloadCounts>();
        services.AddHostedService(provider => provider.GetRequiredService<DownloadCounts>());
    }

    public static void Map(IEndpointRouteBuilder root)
    {
        // These addresses are a protocol of their own, described by those who made it; the hub's own interface stays readable without them.
        var wire = root.MapGroup("").DisableAntiforgery().ExcludeFromDescription()
            .WithMetadata(WireForm.Form, new DisableRequestSizeLimitAttribute())
            .AddEndpointFilter(async (context, next) =>
            {
                context.HttpContext.Response.Headers["X-Request-Id"] = context.HttpContext.TraceIdentifier;
                return await next(context);
            });
        MapRepositories(wire);
        MapRevisions(wire);
        MapUploads(wire);
        MapXet(wire.MapGroup("/xet").WithMetadata(new ReadsOwnTokens()));
    }

    private static void MapRepositories(RouteGroupBuilder wire)
    {
        wire.MapGet("/api/whoami-v2", WhoAmI.RunAsync);
        wire.MapPost("/api/repos/create", ManageRepository.CreateAsync);
        wire.MapDelete("/api/repos/delete", (WireContext context, [FromBody] ManageRepository.DeleteBody body) => ManageRepository.DeleteAsync(context, body));
        wire.MapPost("/api/repos/move", ManageRepository.MoveAsync);
        wire.MapPost("/api/validate-yaml", (ValidateCard.Body body) => ValidateCard.Run(body));
        wire.MapGet("/api/" + Type, WireSearch.RunAsync);
        wire.MapGet(Repo, RepositoryInfo.ShowAsync);
        wire.MapGet("/api/datasets/{ns}/{name}/croissant", (HttpContext http, Institutions.ICallers callers, Hub.Storage.HubDb db, string ns, string name, CancellationToken stop) =>
            MetadataRoutes.ShowAsync(http, callers, db, RepositoryKinds.Dataset, $"{ns}/{name}", "croissant", null, stop));
        wire.MapPut(Repo + "/settings", ManageRepository.SettingsAsync);
        wire.MapGet(Repo + "/auth-check", AuthCheck.ReadAsync);
        wire.MapGet(Repo + "/auth-check/write", AuthCheck.WriteAsync);
        wire.MapPost(Repo + "/user-access-request/ask", AccessRequests.AskAsync);
        wire.MapGet(Repo + "/user-access-request/{status}", AccessRequests.ListAsync);
        wire.MapPost(Repo + "/user-access-request/handle", AccessRequests.HandleAsync);
        wire.MapPost(Repo + "/user-access-request/grant", AccessRequests.GrantAsync);
        wire.MapMethods(Repo + "/discussions/{**rest}", ["GET", "POST"], PullRequests.Refuse);
    }

    private static void MapRevisions(RouteGroupBuilder wire)
    {
        wire.MapGet(Repo + "/revision/{**revision}", RepositoryInfo.ShowRevisionAsync);
        wire.MapGet(Repo + "/tree/{**rest}", BrowseFiles.TreeAsync);
        wire.MapPost(Repo + "/paths-info/{**revision}", BrowseFiles.PathsInfoAsync);
        wire.MapGet(Repo + "/refs", BranchesAndTags.RefsAsync);
        wire.MapGet(Repo + "/commits/{**revision}", BranchesAndTags.CommitsAsync);
        wire.MapPost(Repo + "/branch/{**branch}", BranchesAndTags.CreateBranchAsync);
        wire.MapDelete(Repo + "/branch/{**branch}", BranchesAndTags.DeleteBranchAsync);
        wire.MapPost(Repo + "/tag/{**revision}", BranchesAndTags.CreateTagAsync);
        wire.MapDelete(Repo + "/tag/{**tag}", BranchesAndTags.DeleteTagAsync);
        wire.MapMethods("/{ns}/{name}/resolve/{**rest}", ["GET", "HEAD"], ResolveFile.ModelAsync);
        wire.MapMethods("/datasets/{ns}/{name}/resolve/{**rest}", ["GET", "HEAD"], ResolveFile.DatasetAsync);
        wire.MapMethods("/{ns}/{name}/raw/{**rest}", ["GET", "HEAD"], ResolveFile.RawModelAsync);
        wire.MapMethods("/datasets/{ns}/{name}/raw/{**rest}", ["GET", "HEAD"], ResolveFile.RawDatasetAsync);
    }

    private static void MapUploads(RouteGroupBuilder wire)
    {
        wire.MapPost(Repo + "/preupload/{**revision}", Preupload.RunAsync);
        wire.MapPost(Repo + "/commit/{**revision}", CommitRoute.RunAsync);
        wire.MapPost("/{ns}/{name}/info/lfs/objects/batch", (WireContext context, Permits permits, Hub.HubOptions options, Hub.Content.ContentStore content, string ns, string name, LfsBatch.Body body) =>
            LfsBatch.RunAsync(context, permits, options, content, "models", ns, name, body));
        wire.MapPost("/datasets/{ns}/{name}/info/lfs/objects/batch", (WireContext context, Permits permits, Hub.HubOptions options, Hub.Content.ContentStore content, string ns, string name, LfsBatch.Body body) =>
            LfsBatch.RunAsync(context, permits, options, content, "datasets", ns, name, body));
        wire.MapPut("/lfs/objects/{permit}", LfsUpload.PutAsync);
        wire.MapMethods("/lfs/contents/{permit}", ["GET", "HEAD"], LfsUpload.GetAsync);
        wire.MapPut("/lfs/parts/{permit}", LfsUpload.PutPartAsync);
        wire.MapPost("/lfs/complete/{permit}", LfsUpload.CompleteAsync);
        wire.MapPost("/lfs/verify", LfsUpload.VerifyAsync);
        wire.MapGet(Repo + "/xet-read-token/{**revision}", XetTokens.ReadAsync);
        wire.MapGet(Repo + "/xet-write-token/{**revision}", XetTokens.WriteAsync);
    }

    private static void MapXet(RouteGroupBuilder xet)
    {
        xet.MapPost("/v1/xorbs/{prefix}/{hash}", XorbRoutes.PutAsync);
        xet.MapPost("/v1/shards", ShardRoutes.PutAsync);
        xet.MapGet("/v1/chunks/{prefix}/{hash}", ShardRoutes.FindChunkAsync);
        xet.MapGet("/v1/reconstructions/{hash}", Reconstruct.FirstAsync);
        xet.MapGet("/v2/reconstructions/{hash}", Reconstruct.SecondAsync);
        xet.MapPost("/v1/telemetry", () => TypedResults.Ok());
        xet.MapGet("/bytes/{permit}", XorbBytes.GetAsync);

        // Clients try newer routes first and fall back when they are not there; anything but 404 ends the upload.
        xet.Map("/{**other}", () => CommitFiles.NoEntry("/xet").ToProblem());
    }

    /// <summary>What these addresses call repositories.</summary>
    private sealed class RepositoryType : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            values[routeKey] is "models" or "datasets";
    }
}
