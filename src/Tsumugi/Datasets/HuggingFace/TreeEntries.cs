using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.HuggingFace;

/// <param name="Oid">SHA-256 of the content.</param>
/// <param name="PointerSize">Bytes of the small file that Git would keep in its place.</param>
public sealed record LfsInfo(string Oid, long Size, int PointerSize);

public sealed record LastCommit(string Id, string Title, string Date);

/// <summary>A file or folder as these clients list it.</summary>
public sealed record TreeItem
{
    public required string Type { get; init; }

    /// <summary>Git's name of the blob; of the pointer's blob for a large file; an opaque name for a folder.</summary>
    public required string Oid { get; init; }

    public required long Size { get; init; }

    public required string Path { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LfsInfo? Lfs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? XetHash { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LastCommit? LastCommit { get; init; }
}

/// <summary>Makes listed files of a revision's files.</summary>
internal static class TreeEntries
{
    public static async Task<IReadOnlyList<TreeItem>> OfAsync(HubDb db, IReadOnlyList<RevisionFile> files, CancellationToken stop)
    {
        var items = new List<TreeItem>(files.Count);
        foreach (var some in files.Chunk(5000))
        {
            var hashes = some.Select(file => file.Hash).Distinct().ToList();
            var contents = await db.Set<ContentRow>().AsNoTracking().Where(row => hashes.Contains(row.Sha256))
                .Select(row => new { row.Sha256, row.XetHash, row.GitBlob }).ToDictionaryAsync(row => row.Sha256, stop);
            items.AddRange(some.Select(file => Of(file, contents[file.Hash].XetHash, contents[file.Hash].GitBlob)));
        }

        return items;
    }

    public static TreeItem Folder(Revision revision, string path) => new()
    {
        Type = "directory",
        Oid = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{revision.Hash}/{path}")).AsSpan(0, 20)),
        Size = 0,
        Path = path,
    };

    /// <summary>The small file that stands for a large one in Git. Source: the Git LFS specification.</summary>
    public static string Pointer(RevisionFile file) => $"version https://git-lfs.github.com/spec/v1\noid sha256:{file.Hash}\nsize {file.Size}\n";

    private static TreeItem Of(RevisionFile file, string xetHash, string? gitBlob)
    {
        // A plain file always has Git's name; what came as large keeps its pointer even where it is small.
        if (!file.Large && gitBlob is not null)
            return new() { Type = "file", Oid = gitBlob, Size = file.Size, Path = file.Path };
        var pointer = Encoding.UTF8.GetBytes(Pointer(file));
        return new()
        {
            Type = "file",
            Oid = GitBlob.NameOf(pointer),
            Size = file.Size,
            Path = file.Path,
            Lfs = new(file.Hash, file.Size, pointer.Length),
            XetHash = xetHash,
        };
    }
}
