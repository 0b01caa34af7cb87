using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>What most routes begin with: who asks, of which repository, of which revision.</summary>
public sealed class WireContext(IHttpContextAccessor accessor, ICallers callers, HubDb db, AskDownload download)
{
    public HttpContext Http { get; } = accessor.HttpContext!;

    public HubDb Db { get; } = db;

    public AskDownload Download { get; } = download;

    public CancellationToken Stop => Http.RequestAborted;

    public Task<Caller> CallerAsync() => callers.CurrentAsync(Stop);

    public async Task<Outcome<Repository>> RepositoryAsync(Act act, string type, string ns, string name)
    {
        if (WireTarget.Kind(type) is not { } kind)
            return Gate.NoSuch(new($"{type}/{ns}/{name} ", $"the repository {type}/{ns}/{name}"));
        return await FindRepository.RunAsync(Db, await CallerAsync(), act, kind, $"{ns}/{name}", Stop);
    }

    /// <summary>A repository and one of its revisions.</summary>
    public async Task<Outcome<(Repository Repository, NamedRevision Revision)>> RevisionAsync(Act act, string type, string ns, string name, string revision)
    {
        var repository = await RepositoryAsync(act, type, ns, name);
        if (repository.Refused)
            return repository.Refusal!;
        var found = await FindRevision.RunAsync(Db, repository.Value, revision, Stop);
        return found.Refused ? found.Refusal! : (repository.Value, found.Value);
    }

    /// <summary>Where the same request goes under the repository's present name; null when it was asked for by that.</summary>
    public string? Moved(Repository repository, string ns, string name)
    {
        if (repository.Id == $"{ns}/{name}")
            return null;
        var target = Http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var old = $"/{ns}/{name}";
        var at = target.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? null : $"{target[..at]}/{repository.Id}{target[(at + old.Length)..]}";
    }
}
