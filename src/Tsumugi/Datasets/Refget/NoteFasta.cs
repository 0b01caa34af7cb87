using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Refget;

/// <summary>Notes contents whose sequences are to be read, in the transaction that brings them in.</summary>
internal static class NoteFasta
{
    private static readonly string[] Endings = [".fa", ".fasta", ".fna", ".faa", ".ffn", ".frn"];

    public static bool IsFasta(string path)
    {
        var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".bgz", StringComparison.OrdinalIgnoreCase) ? path[..path.LastIndexOf('.')] : path;
        return Endings.Any(ending => plain.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    public static async Task RunAsync(HubDb db, IEnumerable<RevisionFile> files, DateTime now, CancellationToken stop)
    {
        foreach (var some in files.Where(file => IsFasta(file.Path)).DistinctBy(file => file.Hash).Chunk(500))
        {
            var hashes = some.Select(file => file.Hash).ToList();
            var known = await db.Set<RefgetFile>().Where(row => hashes.Contains(row.Sha256)).Select(row => row.Sha256).ToHashSetAsync(stop);
            db.AddRange(some.Where(file => !known.Contains(file.Hash)).Select(file => new RefgetFile { Sha256 = file.Hash, Path = file.Path, AddedAt = now }));
        }
    }
}
