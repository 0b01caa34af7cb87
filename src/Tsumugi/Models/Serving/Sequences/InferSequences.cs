using Tsumugi.Client.Inference;
using Tsumugi.Client.Models;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Serving.Nearest;
using Tsumugi.Models.Serving.Uses;

namespace Tsumugi.Models.Serving.Sequences;

/// <summary>From named sequences to named results: vectors, scores by position, nearest genes.</summary>
public sealed class InferSequences(FindServed served, ModelServers servers, InferenceTurns turns, GeneIndexes indexes, UseJournal journal)
{
    private const string Embedding = "embedding";
    private const string Lengths = "lengths";
    private const string Nearest = "nearest";
    private const string States = "states";
    private const string Scores = "scores";

    /// <param name="id"><c>institution/name</c>.</param>
    public async Task<Outcome<SequencesAnswer>> RunAsync(Caller caller, string id, SequencesRequest request, CancellationToken stop)
    {
        var found = await served.RunAsync(caller, id, request.Revision, request.Project, stop);
        if (found.Refused)
            return found.Refusal!;
        var turn = turns.Take(caller);
        if (turn.Refused)
            return turn.Refusal!;
        using var own = turn.Value;
        var revision = found.Value.Revision;
        var metadata = await servers.MetadataAsync(revision, stop);
        if (metadata.Refused)
            return metadata.Refusal!;
        var index = await indexes.FindAsync(caller, revision, stop);
        var decided = Decide(request, metadata.Value, index is not null);
        if (decided.Refused)
            return decided.Refusal!;
        var plan = decided.Value;
        if (plan.Named.Contains(Nearest) && index!.Value.Refused)
            return index.Value.Refusal!;
        var answer = await AskModel.RunAsync(servers, revision, plan.View, [.. request.Items.Select(item => item.Sequence)], plan.Outputs, caller, stop);
        if (answer.Refused)
            return answer.Refusal!;
        var items = Split(request, plan, answer.Value.Response);
        if (plan.Named.Contains(Nearest))
            items = await NearestAsync(items, index!.Value.Value, request, plan, answer.Value.Response, stop);
        var (_, cost) = answer.Value;
        return new SequencesAnswer
        {
            Model = revision.Node.ToString(),
            View = plan.View,
            Use = journal.Add(caller, revision.Node, "sequences", cost.Items, cost.Tokens).ToString(),
            Items = items,
        };
    }

    /// <summary>What will be asked of the model, and what is told of it.</summary>
    /// <param name="Named">What the answer names, of the words that a request may use.</param>
    /// <param name="Outputs">The model's own outputs that this takes.</param>
    internal sealed record Plan(string View, IReadOnlySet<string> Named, IReadOnlyList<string> Outputs, string Against);

    internal static Outcome<Plan> Decide(SequencesRequest request, ModelMetadata model, bool hasIndex)
    {
        var views = model.Inputs.Select(input => input.Name).ToList();
        if ((request.View ?? (views.Count == 1 ? views[0] : null)) is not { } view || !views.Contains(view))
        {
            return Refusal.Invalid(
                "bad-view",
                new(request.View is null ? "入力の種類（view）を指定してください。" : $"種類「{request.View}」はありません。", request.View is null ? "Say which view the items are of." : $"There is no view '{request.View}'."),
                new($"{string.Join("・", views)} から選んでください。", $"Choose of {string.Join(", ", views)}."));
        }

        var against = request.Against ?? view;
        if (!views.Contains(against) || request.Top is < 1 or > 100 || request.Items.Count == 0)
        {
            return Refusal.Invalid(
                "bad-request",
                new("項目がないか、against・top の値が正しくありません。", "There are no items, or against or top is not right."),
                new($"項目を 1 件以上、against は {string.Join("・", views)}、top は 1〜100 にしてください。", $"Send at least one item, against of {string.Join(", ", views)}, and top from 1 to 100."));
        }

        var own = model.Outputs.Where(output => output.Name.StartsWith(view + ".", StringComparison.Ordinal)).Select(output => output.Name[(view.Length + 1)..]).ToHashSet();
        var possible = own.Where(output => output != Lengths).Concat(hasIndex ? [Nearest] : Array.Empty<string>()).ToList();
        var named = (request.Outputs ?? [.. possible.Where(output => output != States)]).ToHashSet();
        if (named.Except(possible).FirstOrDefault() is { } unknown)
        {
            return Refusal.Invalid(
                "bad-output",
                new($"このモデルに出力「{unknown}」はありません。", $"This model has no output '{unknown}'."),
                new($"{string.Join("・", possible)} から選んでください。", $"Choose of {string.Join(", ", possible)}."));
        }

        var outputs = named.Where(own.Contains).ToHashSet();
        if (named.Contains(Nearest))
            outputs.Add(Embedding);
        if (named.Contains(States) || named.Contains(Scores))
            outputs.Add(Lengths);
        return new Plan(view, named, [.. outputs], against);
    }

    private static List<SequenceResult> Split(SequencesRequest request, Plan plan, InferResponse response)
    {
        float[][]? Rows(string output) => plan.Named.Contains(output) ? AskModel.Rows(response[$"{plan.View}.{output}"]) : null;
        var (embeddings, states) = (Rows(Embedding), Rows(States));
        var scores = plan.Named.Contains(Scores) ? response[$"{plan.View}.{Scores}"].ToFloats() : null;
        var lengths = plan.Outputs.Contains(Lengths) ? response[$"{plan.View}.{Lengths}"].ToLongs() : new long[request.Items.Count];
        var (items, at) = (new List<SequenceResult>(), 0);
        for (var i = 0; i < request.Items.Count; i++)
        {
            var own = at..(at += (int)lengths[i]);
            items.Add(new()
            {
                Name = request.Items[i].Name is { Length: > 0 } name ? name : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
                Embedding = embeddings?[i],
                Scores = scores?[own],
                States = states?[own],
            });
        }

        return items;
    }

    private async Task<List<SequenceResult>> NearestAsync(
        List<SequenceResult> items, GeneIndex index, SequencesRequest request, Plan plan, InferResponse response, CancellationToken stop)
    {
        var vectors = AskModel.Rows(response[$"{plan.View}.{Embedding}"]);
        var (near, genes) = (new List<SequenceResult>(), $"/datasets/{index.Dataset.InstitutionId}/{index.Dataset.Name}/genes/");
        for (var i = 0; i < items.Count; i++)
        {
            var found = await indexes.NearestAsync(index, plan.Against, vectors[i], request.Top, stop);
            near.Add(items[i] with
            {
                Nearest = [.. found.Select(hit => new NearestGene(
                    hit.Rank, Math.Round(hit.Score, 4), hit.Gene.LocusTag, hit.Gene.Product, hit.Gene.Split,
                    index.Dataset.Node.ToString(), genes + Uri.EscapeDataString(hit.Gene.LocusTag)))],
            });
        }

        return near;
    }
}
