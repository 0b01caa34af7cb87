using System.Diagnostics.CodeAnalysis;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Datasets.Htsget;

/// <summary>Names a file of a revision. Neither repositories nor revisions are ever named with a tilde; a path may be.</summary>
/// <param name="Repository"><c>institution/name</c>.</param>
/// <param name="Revision">A branch, a tag, a commit or the hash of a revision.</param>
public sealed record HtsgetId(string Kind, string Repository, string Revision, string Path)
{
    private const int Parts = 5;

    public static HtsgetId Of(Revision revision, string path) => new(revision.Kind, $"{revision.InstitutionId}/{revision.Name}", revision.Hash[..12], path);

    public static bool TryParse(string text, [NotNullWhen(true)] out HtsgetId? id)
    {
        var parts = text.Split('~', Parts);
        id = parts.Length == Parts && parts[0] is RepositoryKinds.Dataset or RepositoryKinds.Model && parts.All(part => part.Length > 0)
            ? new(parts[0], $"{parts[1]}/{parts[2]}", parts[3], parts[4])
            : null;
        return id is not null;
    }

    public override string ToString() => string.Join('~', [Kind, .. Repository.Split('/', 2), Revision, Path]);

    /// <summary>As it stands in an address: slashes of the path stay.</summary>
    public string InAddress => string.Join('/', ToString().Split('/').Select(Uri.EscapeDataString));
}
