using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Datasets.Drs;

/// <summary>Names a file's bytes in a repository, a revision, or a folder of one. Only letters that the standard allows; names of repositories never hold a tilde.</summary>
/// <param name="Id"><c>institution/name</c>, by the name it had first.</param>
/// <param name="Hash">SHA-256 of the bytes, or the revision's hash.</param>
/// <param name="Folder">Null for a file; empty for the whole revision.</param>
public sealed record DrsId(string Kind, string Id, string Hash, string? Folder)
{
    private const string File = "file";
    private const string Bundle = "bundle";

    public static DrsId OfFile(Repository repository, string sha256) => new(repository.Kind, repository.Node.Id, sha256, null);

    public static DrsId OfRevision(Repository repository, string hash, string folder = "") => new(repository.Kind, repository.Node.Id, hash, folder);

    public static bool TryParse(string text, [NotNullWhen(true)] out DrsId? id)
    {
        id = null;
        var parts = text.Split('~');
        if (parts.Length is < 5 or > 6 || parts[0] is not (RepositoryKinds.Dataset or RepositoryKinds.Model) || parts[4].Length != 64 || !parts[4].All(char.IsAsciiHexDigitLower))
            return false;
        var repository = $"{parts[1]}/{parts[2]}";
        if (parts[3] == File && parts.Length == 5)
            id = new(parts[0], repository, parts[4], null);
        else if (parts[3] == Bundle && Read(parts.ElementAtOrDefault(5)) is { } folder)
            id = new(parts[0], repository, parts[4], folder);
        return id is not null;
    }

    public override string ToString() => string.Join('~', (string[])
    [
        Kind, .. Id.Split('/', 2), Folder is null ? File : Bundle, Hash,
        .. string.IsNullOrEmpty(Folder) ? [] : (string[])[Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Folder))],
    ]);

    private static string? Read(string? folder)
    {
        if (folder is null)
            return "";
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(folder));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
