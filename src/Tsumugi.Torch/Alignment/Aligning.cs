using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Alignment;

/// <summary>One encoder to connect: its view, its node, and the folder of its files.</summary>
public sealed record Parent(string View, string Node, string Folder);

/// <summary>Connects pretrained encoders in one shared space, from the pairs DNA–protein and protein–text alone.</summary>
public static class Aligning
{
    /// <summary>DNA–text is not among them: what works there emerges from the integration.</summary>
    public static readonly IReadOnlyList<(string Left, string Right)> Pairs = [(Views.Dna, Views.Protein), (Views.Protein, Views.Text)];

    private const double LargestScale = 100;

    /// <summary>Zhai et al. 2023.</summary>
    private const float FirstBias = -10;

    /// <param name="genes">The training split.</param>
    /// <exception cref="UnfitDataException">A parent does not read its view.</exception>
    public static (SharedSpace Space, TrainingSummary Summary) Run(
        AlignRecipe recipe, IReadOnlyList<GeneViews> genes, IReadOnlyList<Parent> parents, string dataset, TrainingRun run, CancellationToken stop)
    {
        if (run.Ranks.Size > 1)
            throw new InvalidRecipeException("align", ["it runs in one process: every pair of a step is contrasted with all others"]);
        var device = torch.device(recipe.Device);
        torch.manual_seed(run.Seed);
        var configs = parents.Select(parent => EncoderFolder.ReadConfig(parent.Folder)).ToList();
        foreach (var (parent, config) in parents.Zip(configs))
        {
            if (config.View != parent.View)
                throw new UnfitDataException($"The input '{parent.View}' ({parent.Node}) is a model of the view '{config.View}'; choose one that reads {parent.View}.");
        }

        var space = new SharedSpace(
            new()
            {
                Width = recipe.Width,
                NGrams = recipe.NGrams,
                Buckets = recipe.Buckets,
                Encoders = configs,
                TrainedPairs = [.. Pairs.Select(pair => new[] { pair.Left, pair.Right })],
                Parents = parents.ToDictionary(parent => parent.View, parent => parent.Node),
                Dataset = dataset,
            },
            parents.Select(parent => Tokenizers.Load(parent.View, parent.Folder)));
        foreach (var parent in parents)
            EncoderFolder.Load(parent.Folder, space.Encoder(parent.View), head: null);
        space.to(device);
        using var scale = new Parameter(tensor((float)Math.Log(1 / recipe.Temperature), device: device));
        using var bias = recipe.Loss == AlignRecipe.Sigmoid ? new Parameter(tensor(FirstBias, device: device)) : null;

        var tokens = Views.All.ToDictionary(view => view, view => genes.Select(gene => space.Encode(view, gene[view])).ToList());
        var joint = recipe.Schedule.Steps - recipe.FrozenSteps;
        var (deal, large) = (
            new Deal(genes.Count, recipe.GenesPerStep, new CounterRandom(run.Seed, "genes")),
            new Deal(genes.Count, recipe.FrozenGenesPerStep, new CounterRandom(run.Seed, "frozen genes")));
        var drop = new CounterRandom(run.Seed, "n-grams");
        Dictionary<string, Tensor>? states = null;

        StepResult Step(Share share)
        {
            var step = share.Step;
            var frozen = step >= joint;
            var chosen = frozen ? large.At(step - joint) : deal.At(step);
            if (frozen)
                states ??= Views.All.ToDictionary(view => view, view => space.PoolAll(view, tokens[view], device).DetachFromDisposeScope());
            var rows = tensor(chosen.Select(index => (long)index).ToArray(), device: device);
            var cached = new List<CachedStates>();
            Tensor Pooled(string view)
            {
                if (frozen)
                    return states![view].index_select(0, rows);
                List<EncodedItem> items = [.. chosen.Select(index => tokens[view][index])];
                if (recipe.GenesPerChunk == 0)
                    return space.Pool(view, items, device);
                cached.Add(new(items.Count, recipe.GenesPerChunk, chunk => space.Pool(view, items[chunk], device)));
                return cached[^1].States;
            }

            var vectors = Views.All.Index().ToDictionary(view => view.Item, view => space.Project(
                view.Item,
                Pooled(view.Item),
                [.. chosen.Select(index => NGramBag.Thin(tokens[view.Item][index].NGrams, recipe.NGramDropout, drop, step * 3 + view.Index, index))]));
            var inverse = scale.exp().clamp(max: LargestScale);
            var losses = Pairs.Select(pair => (vectors[pair.Left], vectors[pair.Right], NotNegative(genes, chosen, pair, device))).Select(pair => bias is null
                ? Contrast.InfoNce(pair.Item1, pair.Item2, inverse, pair.Item3)
                : Contrast.Sigmoid(pair.Item1, pair.Item2, inverse, bias, pair.Item3));
            return new(
                stack(losses.ToList()).mean(),
                Views.All.Sum(view => chosen.Sum(index => (long)tokens[view][index].Tokens.Length)))
            {
                AfterBackward = () => cached.ForEach(states => states.Backward()),
                Batch = new([.. Views.All.SelectMany(_ => chosen)], [.. Views.All.SelectMany(view => chosen.Select(index => tokens[view][index].Tokens))]),
            };
        }

        var loop = new TrainingLoop([.. TrainedParameter.Of(space), new("scale", scale, ParameterKind.Scalar), .. bias is null ? [] : new[] { new TrainedParameter("bias", bias, ParameterKind.Scalar) }], recipe.Schedule, run);
        var summary = loop.Run("alignment", Step, validation: null, stop);
        foreach (var kept in states?.Values ?? Enumerable.Empty<Tensor>())
            kept.Dispose();
        return (space, summary);
    }

    private static Tensor NotNegative(IReadOnlyList<GeneViews> genes, int[] chosen, (string Left, string Right) pair, Device device) => tensor(
        Contrast.Copies([.. chosen.Select(index => genes[index][pair.Left])], [.. chosen.Select(index => genes[index][pair.Right])]),
        [chosen.Length, chosen.Length], device: device);
}
