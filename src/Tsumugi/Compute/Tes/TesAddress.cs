using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Drs;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Tes;

/// <summary>A file, a folder or the whole of a repository of this hub, as an address names it.</summary>
/// <param name="Id"><c>institution/name</c>.</param>
/// <param name="Revision">Name of a branch, tag or commit.</param>
/// <param name="Path">Empty for the whole.</param>
public sealed record TesAddress(string Kind, string Id, string Revision, string Path)
{
    private static readonly string[] Views = ["resolve", "tree", "blob", "raw"];

    private static Words Forms { get; } = new(
        "このハブの drs:// か、https://このハブ/datasets/機関/名前/resolve/main/パス（モデルは datasets/ なし）で書いてください。",
        "Write a drs:// address of this hub, or https://this-hub/datasets/institution/name/resolve/main/path (without datasets/ for models).");

    /// <param name="host">The hub's own, with its port where it has one.</param>
    /// <returns>Null for addresses of other places.</returns>
    public static TesAddress? Parse(string? url, string host)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || !string.Equals(address.Authority, host, StringComparison.OrdinalIgnoreCase))
            return null;
        var parts = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        var kind = WireTarget.Kind(parts is ["datasets" or "models", ..] ? parts[0] : null)!;
        if (parts is ["datasets" or "models", ..])
            parts.RemoveAt(0);
        return parts switch
        {
            [var institution, var name] => new(kind, $"{institution}/{name}", RepositoryRef.Main, ""),
            [var institution, var name, var view, var revision, .. var path] when Views.Contains(view) => new(kind, $"{institution}/{name}", revision, string.Join('/', path)),
            _ => null,
        };
    }

    /// <summary>Which revision and what of it an address of either form means, asked at the gate as the job will ask it.</summary>
    public static async Task<Outcome<(NodeRef Node, string Path)>> FindAsync(HubDb db, Caller caller, string url, string host, CancellationToken stop)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == "drs")
        {
            return string.Equals(address.Authority, host, StringComparison.OrdinalIgnoreCase) && DrsId.TryParse(Uri.UnescapeDataString(address.AbsolutePath.Trim('/')), out var id)
                ? await OfDrsAsync(db, caller, id, stop)
                : Elsewhere(url);
        }

        if (Parse(url, host) is not { } named)
            return Elsewhere(url);
        var repository = await FindRepository.RunAsync(db, caller, Act.Use, named.Kind, named.Id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var revision = await FindRevision.RunAsync(db, repository.Value, named.Revision, stop);
        return revision.Refused ? revision.Refusal! : (revision.Value.Revision.Node, named.Path);
    }

    private static async Task<Outcome<(NodeRef Node, string Path)>> OfDrsAsync(HubDb db, Caller caller, DrsId id, CancellationToken stop)
    {
        var repository = await FindRepository.RunAsync(db, caller, Act.Use, id.Kind, id.Id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        if (id.Folder is { } folder)
            return (repository.Value.Node.At(id.Hash), folder);

        // The standard names bytes; a job takes them from the newest revision that has them.
        await foreach (var revision in FindRepository.Of(db, repository.Value).AsAsyncEnumerable().WithCancellation(stop))
        {
            if ((await RevisionFiles.AllAsync(db, revision, stop)).FirstOrDefault(file => file.Hash == id.Hash) is { } file)
                return (revision.Node, file.Path);
        }

        return FindDrsObject.NoSuch(id.ToString());
    }

    private static Refusal Elsewhere(string url) => Refusal.Invalid(
        "foreign-address",
        new($"「{url}」はこのハブの外を指しています。ジョブの入出力はハブのリポジトリだけです。", $"'{url}' lies outside of this hub, and jobs read and write repositories of the hub only."),
        Forms);
}
