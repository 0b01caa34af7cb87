using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Tsumugi.Compute;
using Tsumugi.Datasets.Genes;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Models.Serving.Nearest;

/// <summary>A gene near to what was asked.</summary>
/// <param name="Score">Cosine similarity, −1 to 1.</param>
public readonly record struct NearGene(int Rank, float Score, GeneRow Gene);

/// <summary>The vectors that a connected model keeps of all genes, and the genes they are of.</summary>
/// <param name="Dataset">The revision that the genes come from.</param>
public sealed record GeneIndex(Revision Model, Revision Dataset, RevisionFile File)
{
    public const string FileName = "index.safetensors";
}

/// <summary>Finds what is near to a vector in a model's own index.</summary>
public sealed class GeneIndexes(HubDb db, ContentStore content, GeneCatalogue genes, IMemoryCache cache)
{
    /// <returns>Null when the model keeps no index.</returns>
    public async Task<Outcome<GeneIndex>?> FindAsync(Caller caller, Revision model, CancellationToken stop)
    {
        if (await RevisionFiles.FindAsync(db, model, GeneIndex.FileName, stop) is not { } file)
            return null;
        if (await db.Set<Job>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == model.JobId, stop) is not { } job || !job.Inputs.TryGetValue("genes", out var genesOf))
            return NoDataset(model);
        var dataset = await FindRepository.RevisionAsync(db, caller, Act.Use, NodeRef.Parse(genesOf), stop);
        return dataset.Then<GeneIndex>(found => new GeneIndex(model, found, file));
    }

    /// <param name="view">The view of the genes that is compared.</param>
    /// <param name="vector">Of the model's own space, unit length.</param>
    public async Task<IReadOnlyList<NearGene>> NearestAsync(GeneIndex index, string view, float[] vector, int top, CancellationToken stop)
    {
        var near = (await VectorsAsync(index, view, stop)).Nearest(vector, top);
        var rows = await genes.ReadAsync(db, index.Dataset, stop);
        return [.. near.Select((hit, place) => new NearGene(place + 1, hit.Score, rows[hit.Row]))];
    }

    private async Task<VectorIndex> VectorsAsync(GeneIndex index, string view, CancellationToken stop) =>
        (await cache.GetOrCreateAsync((nameof(VectorIndex), index.File.Hash, view), async entry =>
        {
            entry.SlidingExpiration = TimeSpan.FromMinutes(15);
            var vectors = VectorIndex.Load(await content.PlainFileAsync(index.File.Hash, stop), view);
            entry.Size = vectors.Vectors.Length * sizeof(float);
            return vectors;
        }))!;

    private static Refusal NoDataset(Revision model) => Refusal.Invalid(
        "no-index-dataset",
        new($"{model.Node} の索引がどのデータセットから作られたかの記録がありません。", $"Nothing says which dataset the index of {model.Node} was made of."),
        new("レシピ align のジョブで作られた版を使ってください。", "Use a revision that a job of the recipe align made."));
}
