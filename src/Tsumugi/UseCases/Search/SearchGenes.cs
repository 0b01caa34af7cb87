using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.UseCases;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Serving;
using Tsumugi.Models.Serving.Nearest;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Search;

/// <summary>From DNA, a protein or words to genes, across the views; every answer names the revisions it came from and is recorded as a use.</summary>
public sealed class SearchGenes(HubDb db, ModelServers servers, GeneIndexes indexes, FindActing acting)
{
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
        var index = await IndexAsync(caller, model.Value, stop);
        if (index.Refused)
            return index.Refusal!;
        var conditions = await EffectiveConditions.OfAsync(db, [model.Value.Node, index.Value.Dataset.Node], stop);
        var inName = await acting.RunAsync(caller, Purpose.Asking, request.Project, null, DateTime.UtcNow, stop);
        if (inName.Refused)
            return inName.Refusal!;
        if (conditions.Refuse(inName.Value.Purpose, DateTime.UtcNow) is { } forbidden)
            return forbidden;

        var (view, text) = query.Value;
        var embedded = await AskModel.EmbedAsync(servers, model.Value, view, [text], caller, stop);
        if (embedded.Refused)
            return embedded.Refusal!;
        var nearest = await indexes.NearestAsync(index.Value, request.Against, embedded.Value[0], request.Top, stop);
        var dataset = index.Value.Dataset;
        var use = await RecordUseAsync(caller, model.Value, dataset, view, request.Against, stop);
        return new SearchAnswer
        {
            Model = model.Value.Node.ToString(),
            Dataset = dataset.Node.ToString(),
            View = view,
            Against = request.Against,
            Use = use.ToString(),
            Hits = [.. nearest.Select(Hit)],
        };
    }

    /// <summary>Newest revisions of connected models that the caller may use.</summary>
    public async Task<IReadOnlyList<Revision>> ModelsAsync(Caller caller, CancellationToken stop)
    {
        var visible = await FindRepository.Visible(db, caller, RepositoryKinds.Model).ToListAsync(stop);
        var found = new List<Revision>();
        foreach (var repository in visible)
        {
            if (await FindRepository.Of(db, repository).FirstOrDefaultAsync(stop) is { } newest && await RevisionFiles.FindAsync(db, newest, GeneIndex.FileName, stop) is not null)
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
            var named = await FindRepository.NamedRevisionAsync(db, caller, Act.Use, node, stop);
            return named.Refused || await RevisionFiles.FindAsync(db, named.Value, GeneIndex.FileName, stop) is not null ? named : NotConnected(named.Value);
        }

        return await ModelsAsync(caller, stop) is [var newest, ..] ? newest : NoModelYet;
    }

    private async Task<Outcome<GeneIndex>> IndexAsync(Caller caller, Revision model, CancellationToken stop) =>
        await indexes.FindAsync(caller, model, stop) ?? NotConnected(model);

    /// <summary>The use goes on the thread; what was asked does not, for it may be unpublished.</summary>
    private async Task<NodeRef> RecordUseAsync(Caller caller, Revision model, Revision dataset, string view, string against, CancellationToken stop)
    {
        var use = NodeRef.Of("use", RandomId.Make(12));
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

    private static SearchHit Hit(NearGene near) => new()
    {
        Rank = near.Rank,
        Score = Math.Round(near.Score, 4),
        LocusTag = near.Gene.LocusTag,
        Product = near.Gene.Product,
        Record = near.Gene.Record,
        Start = near.Gene.Start,
        End = near.Gene.End,
        Strand = near.Gene.Strand,
        Split = near.Gene.Split,
    };

    private static Refusal NoModelYet { get; } = Refusal.NotFound(
        new("検索に使えるモデルがまだありません。", "There is no model to search with yet."),
        new("レシピ align を実行すると、検索できるモデルができます。", "Run the recipe align to make one."));

    private static Refusal NotConnected(Revision revision) => Refusal.Invalid(
        "not-connected",
        new($"{revision.Node} は検索に使えません。", $"{revision.Node} cannot be searched with."),
        new("レシピ align で作られた、複数の種類をつなぐモデルを選んでください。", "Choose a model that connects several views, made by the recipe align."));
}
