using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Downloads;

/// <summary>Whether what lies in files may be had: every door that shows it or lets it out asks here, with the conditions of all that it was made from.</summary>
public sealed class AskDownload(HubDb db, FindActing acting, IHttpContextAccessor http)
{
    /// <summary>Names in an address the project in whose name something is fetched.</summary>
    private const string ProjectParameter = "project";

    /// <summary>Looking into a file on the hub.</summary>
    public static readonly Purpose Look = new();

    /// <summary>Taking files away: of a model, its weights.</summary>
    public static Purpose Take(string kind) => kind == RepositoryKinds.Model ? new() { ReleasesWeights = true } : Look;

    /// <param name="node">A revision, or a run with what it left behind.</param>
    /// <returns>Why it may not be had, or null.</returns>
    public async Task<Refusal?> RunAsync(Caller caller, NodeRef node, Purpose basic, CancellationToken stop) =>
        await AskAsync(caller, node, await EffectiveConditions.OfAsync(db, [node], stop), basic, stop);

    /// <summary>For doors that know a content by its hash alone: one revision that holds it and may be had is enough.</summary>
    public async Task<Refusal?> ContentAsync(Caller caller, Repository repository, string sha256, CancellationToken stop)
    {
        if (await FindRepository.NewestAsync(db, repository, stop) is not { } newest)
            return null;
        var (together, take) = (await EffectiveConditions.OfAllRevisionsAsync(db, repository, stop), Take(repository.Kind));
        if (await AskAsync(caller, newest.Node, together, take, stop) is not { } refusal)
            return null;

        // What its owner asks holds for every revision: then none need be looked into.
        var own = (together with { Withdrawn = [] }).Of(source => source == repository.Node);
        if (await AskAsync(caller, newest.Node, own, take, stop, records: false) is not null)
            return refusal;
        foreach (var revision in await FindRepository.Of(db, repository).ToListAsync(stop))
        {
            var conditions = await EffectiveConditions.OfAsync(db, [revision.Node], stop);
            if (await AskAsync(caller, revision.Node, conditions, take, stop, records: false) is null && (await RevisionFiles.AllAsync(db, revision, stop)).Exists(file => file.Hash == sha256))
                return await AskAsync(caller, revision.Node, conditions, take, stop);
        }

        return refusal;
    }

    private async Task<Refusal?> AskAsync(Caller caller, NodeRef node, EffectiveConditions conditions, Purpose basic, CancellationToken stop, bool records = true)
    {
        if (conditions.Withdrawn is [var withdrawn, ..])
            return AskWithdrawn.Refuse(withdrawn);
        var project = http.HttpContext is { } request ? ProjectIn(request) : null;
        var inNoName = project is null && caller.ProjectId is null;

        // Whoever gave data keeps them, and may have them back: conditions bind the use that others make of them, or that is made for a project.
        var asked = inNoName ? conditions.Of(source => !Keeps(caller, source)) : conditions;
        if (inNoName && asked.Combined.AsksNothingOfResearch)
            return null;
        var now = DateTime.UtcNow;
        var inName = await acting.RunAsync(caller, basic, project, null, now, stop);
        if (inName.Refused)
            return inName.Refusal!;
        var decision = asked.Decide(inName.Value.Purpose, now);
        if (decision.ToRefusal() is { } refusal)
            return inName.Value.Project is null ? refusal with { Remedy = NameProject } : refusal;
        if (records && decision.Ruling == Ruling.PermittedWithObligations)
            await RecordDownload.RunAsync(db, caller, node, inName.Value.Project, decision, now, stop);
        return null;
    }

    /// <returns>The project that an address names, or null.</returns>
    public static string? ProjectIn(HttpContext request) => request.Request.Query[ProjectParameter].FirstOrDefault() is { } named && !string.IsNullOrWhiteSpace(named) ? named.Trim() : null;

    private static bool Keeps(Caller caller, NodeRef source) =>
        Gate.IsOwn(caller, new(new("", ""), source.Id.Split('/')[0], Visibility.Institution) { Targets = [source.ToString()] });

    private static Hub.Language.Words NameProject { get; } = new(
        "プロジェクトに結び付けたトークンを使うか、アドレスに ?project=名前 を付けてください。それでも認められないときは、プロジェクトとして、そのデータのページからデータアクセス委員会に申請してください。",
        "Use a token that is bound to your project, or add ?project=NAME to the address. If that does not do, apply as the project to the data access committee, on the page of the data.");
}
