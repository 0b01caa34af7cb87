using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Tsumugi.Client.Jobs;
using Tsumugi.Client.UseCases;
using Tsumugi.Compute;
using Tsumugi.Datasets.Genes;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Serving;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Search;

/// <summary>From DNA, a protein or words to genes, across the views; every answer names the revisions it came from and is recorded as a use.</summary>
public sealed class SearchGenes(HubDb db, ModelServers servers, ContentStore content, GeneCatalogue genes, IMemoryCache cache)
{
    public const string IndexFile = "index.safetensors";

    public async Task<Outcome<SearchAnswer>> RunAsync(Caller caller, SearchRequest request, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } signIn)
            return signIn;
        var query = QueryReader.Read(request.Query, request.View);
        if (query.Refused)
            return query.Refusal!;
        if (!QueryReader.Views.Contains(request.Against) || request.Top is < 1 or > 100)
        {
            return Refusal.Invalid(
                "bad-search",
                new("比べる対象または件数が正しくありません。", "What to compare with, or how many, is not right."),
                new("対象は dna・protein・text、件数は 1〜100 にしてください。", "Compare with dna, protein or text, and ask for 1 to 100 genes."));
        }

        var model = await FindModelAsync(caller, request.Model, stop);
        if (model.Refused)
            return model.Refusal!;
        var dataset = await DatasetOfAsync(caller, model.Value, stop);
        if (dataset.Refused)
            return dataset.Refusal!;
        var conditions = await EffectiveConditions.OfAsync(db, [model.Value.Node], stop);
        if (conditions.Check(new Purpose()) is { } forbidden)
            return forbidden;

        var (view, text) = query.Value;
        var embedded = await servers.EmbedAsync(model.Value, new() { View = view, Items = [text] }, stop);
        if (embedded.Refused)
            return embedded.Refusal!;
        var nearest = (await IndexAsync(model.Value, request.Against, stop)).Nearest(embedded.Value.Vectors[0], request.Top);
        var rows = await genes.ReadAsync(db, dataset.Value, stop);
        var use = await RecordUseAsync(caller, model.Value, dataset.Value, view, request.Against, stop);
        return new SearchAnswer
        {
            Model = model.Value.Node.ToString(),
            Dataset = dataset.Value.Node.ToString(),
            View = view,
            Against = request.Against,
            Use = use.ToString(),
            Hits = [.. nearest.Select((hit, place) => Hit(place + 1, hit.Score, rows[hit.Row]))],
        };
    }

    /// <summary>Newest revisions of connected models that the caller may use.</summary>
    public async Task<IReadOnlyList<Revision>> ModelsAsync(Caller caller, CancellationToken stop)
    {
        var visible = await FindRepository.Visible(db, caller, RepositoryKinds.Model).ToListAsync(stop);
        var found = new List<Revision>();
        foreach (var repository in visible)
        {
            if (await FindRepository.Of(db, repository).FirstOrDefaultAsync(stop) is { } newest && await RevisionFiles.FindAsync(db, newest, IndexFile, stop) is not null)
                found.Add(newest);
        }

        return [.. found.OrderByDescending(revision => revision.CreatedAt)];
    }

    private async Task<Outcome<Revision>> FindModelAsync(Caller caller, string? wanted, CancellationToken stop)
    {
        if (wanted is not null)
        {
            if (!NodeRef.TryParse(wanted, out var node) || node.Kind != RepositoryKinds.Model)
                return Gate.NoSuch(new($"モデル {wanted} ", $"the model {wanted}"));
            var named = await FindRepository.RevisionAsync(db, caller, Act.Use, node, stop);
            return named.Refused || await RevisionFiles.FindAsync(db, named.Value, IndexFile, stop) is not null ? named : NotConnected(named.Value);
        }

        return await ModelsAsync(caller, stop) is [var newest, ..] ? newest : NoModelYet;
    }

    /// <summary>The genes that the model's index was made of: what the job that made the model used.</summary>
    private async Task<Outcome<Revision>> DatasetOfAsync(Caller caller, Revision model, CancellationToken stop)
    {
        var job = await db.Set<Job>().AsNoTracking().FirstAsync(row => row.Id == model.JobId, stop);
        return await FindRepository.RevisionAsync(db, caller, Act.Use, NodeRef.Parse(job.Inputs["genes"]), stop);
    }

    private async Task<VectorIndex> IndexAsync(Revision model, string view, CancellationToken stop)
    {
        var file = (await RevisionFiles.FindAsync(db, model, IndexFile, stop))!;
        return (await cache.GetOrCreateAsync((nameof(VectorIndex), file.Hash, view), async entry =>
        {
            entry.SlidingExpiration = TimeSpan.FromMinutes(15);
            var index = VectorIndex.Load(await content.PlainFileAsync(file.Hash, stop), view);
            entry.Size = index.Vectors.Length * sizeof(float);
            return index;
        }))!;
    }

    /// <summary>The use goes on the thread; what was asked does not, for it may be unpublished.</summary>
    private async Task<NodeRef> RecordUseAsync(Caller caller, Revision model, Revision dataset, string view, string against, CancellationToken stop)
    {
        var use = NodeRef.Of("use", RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 12));
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "model.used",
            Subject = use,
            Facts = new Dictionary<string, object?> { ["how"] = "search", ["view"] = view, ["against"] = against },
            Ties =
            [
                new(use, Relations.Used, model.Node),
                new(use, Relations.Used, dataset.Node),
                new(use, Relations.UsedBy, caller.Node),
            ],
        });
        await db.SaveChangesAsync(stop);
        return use;
    }

    private static SearchHit Hit(int rank, float score, GeneRow gene) => new()
    {
        Rank = rank,
        Score = Math.Round(score, 4),
        LocusTag = gene.LocusTag,
        Product = gene.Product,
        Record = gene.Record,
        Start = gene.Start,
        End = gene.End,
        Strand = gene.Strand,
        Split = gene.Split,
    };

    private static Refusal NoModelYet { get; } = Refusal.NotFound(
        new("検索に使えるモデルがまだありません。", "There is no model to search with yet."),
        new("レシピ align を実行すると、検索できるモデルができます。", "Run the recipe align to make one."));

    private static Refusal NotConnected(Revision revision) => Refusal.Invalid(
        "not-connected",
        new($"{revision.Node} は検索に使えません。", $"{revision.Node} cannot be searched with."),
        new("レシピ align で作られた、複数の種類をつなぐモデルを選んでください。", "Choose a model that connects several views, made by the recipe align."));
}
