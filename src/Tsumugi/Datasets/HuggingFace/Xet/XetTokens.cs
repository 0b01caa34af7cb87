using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Datasets.HuggingFace.Xet;

/// <param name="Exp">Seconds since 1970.</param>
internal sealed record XetToken(string CasUrl, long Exp, string AccessToken);

/// <summary>Tokens for the content-addressed store, each for one repository.</summary>
internal static class XetTokens
{
    private const string Bearer = "Bearer ";

    public static Task<IResult> ReadAsync(WireContext wire, Permits permits, string type, string ns, string name) => GiveAsync(wire, permits, type, ns, name, Act.Use);

    public static Task<IResult> WriteAsync(WireContext wire, Permits permits, string type, string ns, string name) => GiveAsync(wire, permits, type, ns, name, Act.Write);

    public static XetToken Make(HttpContext http, Permits permits, Repository repository, Caller caller, bool mayWrite, DateTime now)
    {
        var permit = new XetPermit(
            caller.PersonId!, repository.Kind, repository.InstitutionId, repository.Name, mayWrite, Gate.IsOwn(caller, repository.Guarded),
            caller.ProjectId ?? AskDownload.ProjectIn(http));
        return new($"{WireTarget.Endpoint(http)}/xet", new DateTimeOffset(now + Permits.XetLife).ToUnixTimeSeconds(), permits.Write(permit, Permits.XetLife));
    }

    /// <summary>Whom the token was given to, as far as conditions ask.</summary>
    public static async Task<Caller> CallerAsync(HubDb db, XetPermit permit, CancellationToken stop) =>
        await Callers.OfPersonAsync(db, permit.Person, stop) with { ProjectId = permit.Project };

    /// <summary>The repository that the token of this request is for.</summary>
    public static async Task<Outcome<(XetPermit Permit, Repository Repository)>> CheckAsync(HttpContext http, HubDb db, Permits permits, bool write, CancellationToken stop)
    {
        var sent = http.Request.Headers.Authorization.ToString();
        if (!sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || permits.Read<XetPermit>(sent[Bearer.Length..].Trim()) is not { } permit)
            return NoToken;
        if (write && !permit.MayWrite)
            return ReadOnly;
        var repository = await db.Set<Repository>().AsNoTracking().FirstOrDefaultAsync(
            row => row.Kind == permit.Kind && row.InstitutionId == permit.Institution && row.Name == permit.Name && row.DeletedAt == null, stop);
        return repository is null ? NoToken : (permit, repository);
    }

    private static async Task<IResult> GiveAsync(WireContext wire, Permits permits, string type, string ns, string name, Act act)
    {
        var found = await wire.RepositoryAsync(act, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (PullRequests.Asked(wire.Http))
            return PullRequests.Refusal.ToProblem();
        if (act == Act.Use && wire.Http.Request.RouteValues["revision"] is string revision && await FindRevision.CommitAsync(wire.Db, found.Value, revision, wire.Stop) is { } commit
            && await wire.Download.RunAsync(await wire.CallerAsync(), found.Value.Node.At(commit.Revision), AskDownload.Take(found.Value.Kind), wire.Stop) is { } refusal)
            return refusal.ToProblem();
        return TypedResults.Json(Make(wire.Http, permits, found.Value, await wire.CallerAsync(), act == Act.Write, DateTime.UtcNow));
    }

    private static Refusal NoToken { get; } = new(
        "no-xet-token", 401,
        new("Xet のトークンが正しくないか、有効期限が切れています。", "The xet token is not valid, or its time is over."),
        new("リポジトリの xet-read-token か xet-write-token で新しく受け取ってください。", "Fetch a new one from the repository's xet-read-token or xet-write-token."));

    private static Refusal ReadOnly { get; } = new(
        "read-only-token", 403,
        new("このトークンは読み取り専用です。", "This token may only read."),
        new("xet-write-token で受け取ったトークンを使ってください。", "Use a token from xet-write-token."));
}
