using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Branches, tags and the history behind them.</summary>
internal static class BranchesAndTags
{
    public sealed record BranchBody
    {
        public string? StartingPoint { get; init; }

        public bool EmptyBranch { get; init; }

        public bool Overwrite { get; init; }
    }

    public sealed record TagBody(string Tag, string? Message);

    private const int MostCommits = 1000;

    public static async Task<IResult> RefsAsync(WireContext wire, string type, string ns, string name)
    {
        var found = await wire.RepositoryAsync(Act.Read, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var refs = await wire.Db.Of<RepositoryRef>(found.Value).AsNoTracking().OrderBy(row => row.Ref).ToListAsync(wire.Stop);
        return TypedResults.Json(new
        {
            branches = refs.Where(row => !row.IsTag).Select(row => new { name = row.Ref, @ref = $"refs/heads/{row.Ref}", targetCommit = row.Oid }),
            converts = Array.Empty<string>(),
            tags = refs.Where(row => row.IsTag).Select(row => new { name = row.Ref, @ref = $"refs/tags/{row.Ref}", targetCommit = row.Oid, message = row.Message }),
            pullRequests = Array.Empty<string>(),
        });
    }

    public static async Task<IResult> CommitsAsync(WireContext wire, string type, string ns, string name)
    {
        var found = await wire.RevisionAsync(Act.Read, type, ns, name, WireTarget.Rest(wire.Http, 5));
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var (repository, head) = (found.Value.Repository, found.Value.Revision.Commit);
        var query = wire.Http.Request.Query;
        var limit = Math.Clamp(int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) ? asked : 50, 1, MostCommits);
        var skip = int.TryParse(query["p"], CultureInfo.InvariantCulture, out var page) ? Math.Max(page, 0) * limit : 0;
        var commits = await History.OfAsync(wire.Db, repository, head, skip, limit, wire.Stop);
        wire.Http.Response.Headers["X-Total-Count"] = head.Depth.ToString(CultureInfo.InvariantCulture);
        if (skip + limit < head.Depth)
            wire.Http.Response.Headers.Link = $"<{WireTarget.Endpoint(wire.Http)}/api/{type}/{repository.Id}/commits/{head.Oid}?limit={limit}&p={(skip / limit) + 1}>; rel=\"next\"";
        return TypedResults.Json(commits.Select(commit => new
        {
            id = commit.Oid,
            title = commit.Title,
            message = commit.Message,
            authors = new[] { new { user = commit.PersonId, avatar = "" } },
            date = RepositoryInfo.Time(commit.At),
        }));
    }

    public static async Task<IResult> CreateBranchAsync(WireContext wire, string type, string ns, string name, BranchBody? body)
    {
        var found = await wire.RepositoryAsync(Act.Write, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var refusal = await ChangeRefs.AddBranchAsync(
            wire.Db, await wire.CallerAsync(), found.Value, WireTarget.Rest(wire.Http, 5), body?.StartingPoint, body?.Overwrite == true, body?.EmptyBranch == true, wire.Stop);
        return refusal?.ToProblem() ?? TypedResults.Ok();
    }

    public static async Task<IResult> CreateTagAsync(WireContext wire, string type, string ns, string name, TagBody body)
    {
        var found = await wire.RepositoryAsync(Act.Write, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var refusal = await ChangeRefs.AddTagAsync(
            wire.Db, await wire.CallerAsync(), found.Value, body.Tag, WireTarget.Rest(wire.Http, 5), body.Message ?? "", wire.Stop);
        return refusal?.ToProblem() ?? TypedResults.Ok();
    }

    public static Task<IResult> DeleteBranchAsync(WireContext wire, string type, string ns, string name) => DeleteAsync(wire, type, ns, name, isTag: false);

    public static Task<IResult> DeleteTagAsync(WireContext wire, string type, string ns, string name) => DeleteAsync(wire, type, ns, name, isTag: true);

    private static async Task<IResult> DeleteAsync(WireContext wire, string type, string ns, string name, bool isTag)
    {
        var found = await wire.RepositoryAsync(Act.Write, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var refusal = await ChangeRefs.DeleteAsync(wire.Db, await wire.CallerAsync(), found.Value, WireTarget.Rest(wire.Http, 5), isTag, wire.Stop);
        return refusal?.ToProblem() ?? TypedResults.Ok();
    }
}
