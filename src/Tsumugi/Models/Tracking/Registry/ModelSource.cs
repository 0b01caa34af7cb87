using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Artifacts;
using Tsumugi.Models.Tracking.LoggedModels;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>The files that a new version is made of, and what made them.</summary>
internal sealed record ModelSource(IReadOnlyList<RevisionFile> Files, IReadOnlyList<(string Relation, NodeRef To)> Ties)
{
    private const string Runs = "runs:/";
    private const string Models = "models:/";
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts/";

    /// <param name="source"><c>runs:/ID/path</c>, <c>mlflow-artifacts:/…</c>, <c>models:/m-…</c>, <c>models:/name/version</c> or <c>models:/name@alias</c>.</param>
    public static async Task<Outcome<ModelSource>> ReadAsync(Asked asked, string source)
    {
        if (source.StartsWith(Runs, StringComparison.Ordinal))
        {
            var parts = source[Runs.Length..].TrimStart('/').Split('/', 2);
            var run = await FindRun.RunAsync(asked, Act.Use, parts[0]);
            return run.Refused ? run.Refusal! : await OfAsync(asked, source, parts[0], parts.Length > 1 ? parts[1] : "", parts[0]);
        }

        if (source.StartsWith(Models, StringComparison.Ordinal))
            return await OfModelAsync(asked, source, source[Models.Length..].Trim('/'));
        return Proxied(source) is { } path ? await OfProxyAsync(asked, source, path) : Faults.Invalid(
            new($"source「{source}」はハブにありません。", $"The source '{source}' is not at this hub."),
            new("runs:/、mlflow-artifacts:/、models:/ のいずれかで、ハブに記録したファイルを指定してください。", "Name files logged to this hub: runs:/, mlflow-artifacts:/ or models:/."));
    }

    private static string? Proxied(string source)
    {
        if (source.StartsWith(ArtifactUri.Scheme, StringComparison.Ordinal) && Uri.TryCreate(source, UriKind.Absolute, out var uri))
            return Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');
        var at = source.StartsWith("http", StringComparison.Ordinal) ? source.IndexOf(Proxy, StringComparison.Ordinal) : -1;
        return at < 0 ? null : source[(at + Proxy.Length)..].Trim('/');
    }

    private static async Task<Outcome<ModelSource>> OfModelAsync(Asked asked, string source, string name)
    {
        if (ArtifactUri.IsModel(name))
        {
            var parts = name.Split('/', 2);
            var model = await FindLoggedModel.RunAsync(asked, Act.Use, parts[0]);
            return model.Refused ? model.Refusal! : await OfAsync(asked, source, parts[0], parts.Length > 1 ? parts[1] : "", model.Value.Model.SourceRun);
        }

        var slash = name.LastIndexOf('/');
        var at = name.LastIndexOf('@');
        return at > 0 ? await CopyAsync(asked, await FindModel.AliasAsync(asked, Act.Use, name[..at], name[(at + 1)..]))
            : slash > 0 ? await CopyAsync(asked, await FindModel.VersionAsync(asked, Act.Use, name[..slash], name[(slash + 1)..]))
            : Nothing(source);
    }

    private static async Task<Outcome<ModelSource>> OfProxyAsync(Asked asked, string source, string path)
    {
        if (VersionFiles.TryRead(path, out var version, out _))
            return await CopyAsync(asked, await FindModel.VersionAsync(asked, Act.Use, version.Name, version.Version));
        var owner = await FindOwner.RunAsync(asked, Act.Use, path);
        if (owner.Refused)
            return owner.Refusal!;
        var run = ArtifactUri.IsModel(owner.Value.Owner)
            ? (await FindLoggedModel.RunAsync(asked, Act.Use, owner.Value.Owner)).Value.Model.SourceRun
            : owner.Value.Owner;
        return await OfAsync(asked, source, owner.Value.Owner, owner.Value.Path, run);
    }

    /// <param name="run">The run that made the files, or null when none is known.</param>
    private static async Task<Outcome<ModelSource>> OfAsync(Asked asked, string source, string owner, string path, string? run)
    {
        if (ArtifactPath.FolderFault(path) is { } fault)
            return fault;
        var within = ListArtifacts.Folder(path);
        var rows = await ListArtifacts.Within(asked, owner, within).ToListAsync(asked.Stop);
        var files = rows.Select(row => new RevisionFile(row.Path[within.Length..], row.Hash, row.Size)).ToList();
        if (await asked.Db.FindAsync<RunArtifact>([owner, path], asked.Stop) is { } one)
            files.Add(new(one.Path.Split('/')[^1], one.Hash, one.Size));
        return files.Count == 0 ? Nothing(source) : new ModelSource(files, run is null ? [] : [(Relations.MadeBy, NodeRef.Of(TrackedRun.NodeKind, run))]);
    }

    private static async Task<Outcome<ModelSource>> CopyAsync(Asked asked, Outcome<ModelVersion> found)
    {
        if (found.Refused)
            return found.Refusal!;
        var version = found.Value;
        var revision = await asked.Db.Set<Revision>().AsNoTracking().FirstAsync(
            row => row.Kind == RepositoryKinds.Model && row.InstitutionId == version.InstitutionId && row.Name == version.Model && row.Hash == version.Revision, asked.Stop);
        return new ModelSource(await RevisionFiles.AllAsync(asked.Db, revision, asked.Stop), [(Relations.DerivedFrom, revision.Node)]);
    }

    private static Refusal Nothing(string source) => Faults.Invalid(
        new($"source「{source}」にはファイルがありません。", $"There are no files at the source '{source}'."),
        new("先にモデルのファイルを記録してください。", "Log the model's files first."));
}
