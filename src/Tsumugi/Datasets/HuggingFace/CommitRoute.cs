using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Takes a commit: small files inside it, large ones by their hash.</summary>
internal static class CommitRoute
{
    public static async Task<IResult> RunAsync(WireContext wire, ContentStore content, CheckContents checks, string type, string ns, string name)
    {
        var found = await wire.RepositoryAsync(Act.Write, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        if (PullRequests.Asked(wire.Http))
            return PullRequests.Refusal.ToProblem();
        var (repository, caller, now) = (found.Value, await wire.CallerAsync(), DateTime.UtcNow);
        await using var batch = content.Begin();
        var body = new CommitBody(batch);
        if (await body.ReadAsync(wire.Http.Request.Body, wire.Stop) is { } refusal)
            return refusal.ToProblem();
        await batch.CompleteAsync(wire.Stop);
        await ReachableContents.BroughtAsync(wire.Db, caller, body.Brought, now, wire.Stop);
        var large = await LargeAsync(wire, caller, repository, body);
        if (large.Refused)
            return large.Refusal!.ToProblem();
        var branch = WireTarget.Rest(wire.Http, 5);
        var made = await new CommitFiles
        {
            Repository = repository,
            Branch = branch,
            Operations = [.. body.Operations, .. large.Value],
            Title = body.Title.Length > 0 ? body.Title : "Upload files",
            Message = body.Message,
            Parent = body.Parent,
            Card = branch == RepositoryRef.Main && body.Card is { } card ? ModelCard.Read(System.Text.Encoding.UTF8.GetString(card)) : null,
        }.RunAsync(wire.Db, checks, caller, now, wire.Stop);
        if (made.Refused)
            return made.Refusal!.ToProblem();
        return TypedResults.Json(new
        {
            success = true,
            commitUrl = $"{WireTarget.Address(wire.Http, repository)}/commit/{made.Value.Oid}",
            commitOid = made.Value.Oid,
            hookOutput = "",
        });
    }

    // A copy names only the hash, so the size is taken from the store.
    private static async Task<Outcome<List<FileOperation>>> LargeAsync(WireContext wire, Caller caller, Repository repository, CommitBody body)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var some in body.Large.Select(file => file.Oid).Distinct().Chunk(1000))
        {
            foreach (var (hash, size) in await ReachableContents.AmongAsync(wire.Db, caller, repository, some, wire.Stop))
                known[hash] = size;
        }

        var operations = new List<FileOperation>();
        foreach (var (path, oid) in body.Large)
        {
            if (!known.TryGetValue(oid, out var size))
                return CommitFiles.NotUploaded(path, oid);
            operations.Add(new FileOperation.Put(new(path, oid, size)));
        }

        return operations;
    }
}
