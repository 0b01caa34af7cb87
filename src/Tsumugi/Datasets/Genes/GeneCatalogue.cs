using Microsoft.Extensions.Caching.Memory;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Genes;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Genes;

/// <summary>What lists and search results need of a gene; its sequences stay in the table.</summary>
public sealed record GeneRow(string LocusTag, string Product, string Record, int Start, int End, string Strand, string Split);

/// <summary>Reads gene tables of dataset revisions.</summary>
public sealed class GeneCatalogue(ContentStore content, IMemoryCache cache)
{
    public const string TableFile = "genes.parquet";

    /// <returns>Every gene in the table's order, without sequences; kept for a while, since a revision never changes.</returns>
    public async Task<IReadOnlyList<GeneRow>> ReadAsync(HubDb db, Revision dataset, CancellationToken stop)
    {
        var file = (await RevisionFiles.FindAsync(db, dataset, TableFile, stop))!;
        return (await cache.GetOrCreateAsync((nameof(GeneRow), file.Hash), async entry =>
        {
            entry.SlidingExpiration = TimeSpan.FromMinutes(15);
            var rows = new List<GeneRow>();
            await using var table = await content.OpenAsync(file.Hash, stop);
            await foreach (var gene in GeneTable.ReadAsync(table, stop))
                rows.Add(new(gene.LocusTag, gene.Product, gene.Record, gene.Start, gene.End, gene.Strand, gene.Split));
            entry.Size = rows.Count * 300L;
            return rows;
        }))!;
    }

    /// <returns>One gene with its sequences, or null.</returns>
    public async Task<Gene?> FindAsync(HubDb db, Revision dataset, string locusTag, CancellationToken stop)
    {
        var file = (await RevisionFiles.FindAsync(db, dataset, TableFile, stop))!;
        await using var table = await content.OpenAsync(file.Hash, stop);
        await foreach (var gene in GeneTable.ReadAsync(table, stop))
        {
            if (gene.LocusTag == locusTag)
                return gene;
        }

        return null;
    }
}
