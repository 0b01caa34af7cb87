using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.LoggedModels;
using Tsumugi.Models.Tracking.Registry;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Thread;
using DisableRequestSizeLimitAttribute = Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute;

namespace Tsumugi.Models.Tracking.Artifacts;

/// <summary>Files by proxy: clients send them to the hub, and need no other storage's credentials.</summary>
internal static class ArtifactRoutes
{
    private const string Any = "artifacts/{**path}";

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapPut(Any, async (HttpContext context, string path) =>
                Answer(await PutArtifact.RunAsync(await WireRoutes.AskedAsync(context), path, context.Request.Body, context.Request.ContentLength)))
            .WithMetadata(new DisableRequestSizeLimitAttribute());
        routes.MapDelete(Any, async (HttpContext context, string path) => Answer(await PutArtifact.DeleteAsync(await WireRoutes.AskedAsync(context), path)));
        routes.MapGet(Any, async (HttpContext context, string path) => await GetAsync(await WireRoutes.AskedAsync(context), path));
        routes.MapGet("artifacts", async (HttpContext context, string? path) => await ListAsync(await WireRoutes.AskedAsync(context), path ?? ""));
    }

    private static async Task<IResult> GetAsync(Asked asked, string path)
    {
        var found = await FindAsync(asked, path);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (found.Value is not { } file)
            return Gate.NoSuch(new($"ファイル {path} ", $"the artifact {path}")).ToProblem();

        // Always to be saved, never shown: what somebody uploaded must not run as a page of the hub.
        return new ContentResult((await ContentStore.FindAsync(asked.Db, file.Hash, asked.Stop))!) { FileName = Path.GetFileName(file.Path) };
    }

    private static async Task<Outcome<RunArtifact?>> FindAsync(Asked asked, string path)
    {
        if (VersionFiles.TryRead(path, out var version, out var within))
        {
            var files = await VersionFiles.OfAsync(asked, Act.Use, version);
            return files.Refused ? files.Refusal! : files.Value.FirstOrDefault(file => file.Path == within);
        }

        var owner = await FindOwner.RunAsync(asked, Act.Use, path);
        if (!owner.Refused && await AskAsync(asked, owner.Value.Owner) is { } refusal)
            return refusal;
        return owner.Refused ? owner.Refusal! : await asked.Db.FindAsync<RunArtifact>([owner.Value.Owner, owner.Value.Path], asked.Stop);
    }

    /// <summary>What a run left behind was made from what it used; a model of a run is a model's weights.</summary>
    private static async Task<Refusal?> AskAsync(Asked asked, string owner)
    {
        var run = ArtifactUri.IsModel(owner) ? (await FindLoggedModel.RunAsync(asked, Act.Use, owner)).Value.Model.SourceRun : owner;
        return run is null ? null : await asked.Download!.RunAsync(asked.Caller, NodeRef.Of(TrackedRun.NodeKind, run), AskDownload.Take(RepositoryKinds.Model), asked.Stop);
    }

    private static async Task<IResult> ListAsync(Asked asked, string path)
    {
        if (VersionFiles.TryRead(path, out var version, out var within))
        {
            var whole = await VersionFiles.OfAsync(asked, Act.Read, version);
            return whole.Refused ? whole.Refusal!.ToProblem() : List(ListArtifacts.Fold(ListArtifacts.Below(whole.Value, within), ListArtifacts.Folder(within), fromRoot: false));
        }

        var owner = await FindOwner.RunAsync(asked, Act.Read, path);
        if (owner.Refused)
            return owner.Refusal!.ToProblem();
        var files = await ListArtifacts.OfAsync(asked, owner.Value.Owner, owner.Value.Path, fromRoot: false);
        return files.Refused ? files.Refusal!.ToProblem() : List(files.Value);
    }

    private static JsonHttpResult<ProxyListAnswer> List(IReadOnlyList<FileMessage> files) => TypedResults.Json(new ProxyListAnswer(files), WireText.Json.ProxyListAnswer);

    private static IResult Answer(Outcome<Nothing> done) => done.Refused ? done.Refusal!.ToProblem() : TypedResults.Json(done.Value, WireText.Json.Nothing);
}
