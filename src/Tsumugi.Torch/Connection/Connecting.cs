using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Connection;

/// <summary>Teaches new parts of a space where their items belong, by contrast of pairs. What the space had before stands still, to the bit.</summary>
/// <remarks>Around one modality as in ImageBind (Girdhar et al. 2023): pairs that nobody has emerge through those that somebody has.</remarks>
public static class Connecting
{
    private const double LargestScale = 100;

    /// <summary>Zhai et al. 2023.</summary>
    private const float FirstBias = -10;

    /// <param name="space">With its parts, on the device; those that the recipe names are new.</param>
    /// <param name="rows">For each kind of pairs of the recipe its data.</param>
    /// <exception cref="InvalidRecipeException">The recipe does not go with the parts, or leaves one of them untied.</exception>
    /// <exception cref="UnfitDataException">The data do not go with the recipe.</exception>
    public static (TrainingSummary Summary, IReadOnlyList<Client.Jobs.RetrievalFigures> Figures) Run(
        ConnectRecipe recipe, ConnectedSpace space, IReadOnlyList<IReadOnlyList<DataRow>> rows, TrainingRun run, CancellationToken stop)
    {
        if (run.Ranks.Size > 1)
            throw new InvalidRecipeException(ConnectRecipe.Kind, ["it runs in one process: every pair of a step is contrasted with all others"]);
        var device = torch.device(recipe.Device);
        List<PairedRows> paired = [.. recipe.Pairs.Zip(rows).Select(pair => new PairedRows(pair.First, space, pair.Second, device, run.Observer))];
        List<Edge> edges = [.. paired.SelectMany(rows => rows.Beside.Select(beside => Edge.Of(recipe, rows, beside, run.Seed)))
            .Where(edge => recipe.Parts.Contains(edge.Left.Part) || recipe.Parts.Contains(edge.Right.Part))];
        Ties.Require(space, edges.Select(edge => (edge.Left.Part, edge.Right.Part)));
        foreach (var part in space.Parts.Keys)
            Begin(space, part, recipe.Parts.Contains(part), paired);

        using var scale = new Parameter(tensor((float)Math.Log(1 / recipe.Temperature), device: device));
        using var bias = recipe.Loss == AlignRecipe.Sigmoid ? new Parameter(tensor(FirstBias, device: device)) : null;
        run.Observer.Log(string.Join("; ", edges.Select(edge => $"{edge.Left.Part}–{edge.Right.Part}: {edge.Rows.Length} pairs")) + ".");
        var drop = new CounterRandom(run.Seed, "n-grams");

        StepResult Step(Share share)
        {
            var (losses, graphs, tokens) = (new List<Tensor>(), new List<CachedStates>(), 0L);
            var inverse = scale.exp().clamp(max: LargestScale);
            foreach (var (number, edge) in edges.Index())
            {
                int[] chosen = edge.At(share.Step);
                var (left, right) = (Vectors(edge.Left, 2 * number), Vectors(edge.Right, 2 * number + 1));
                var copies = tensor(Contrast.Copies([.. chosen.Select(edge.Left.Of)], [.. chosen.Select(edge.Right.Of)]), [chosen.Length, chosen.Length], device: device);
                losses.Add(bias is null ? Contrast.InfoNce(left, right, inverse, copies) : Contrast.Sigmoid(left, right, inverse, bias, copies));

                Tensor Vectors(PairSide side, int stream)
                {
                    int[] items = [.. chosen.Select(side.Of)];
                    return space.Projection(side.Part).Project(
                        Pooled(side, items), [.. items.Select(item => NGramBag.Thin(side.NGrams[item], recipe.NGramDropout, drop, share.Step * 2L * edges.Count + stream, item))]);
                }
            }

            return new(stack(losses).mean(), tokens) { Weight = 1, AfterBackward = () => graphs.ForEach(graph => graph.Backward()) };

            Tensor Pooled(PairSide side, int[] items)
            {
                if (!Moves(side))
                    return side.States.index_select(0, tensor(items.Select(item => (long)item).ToArray(), device: device));
                List<Tokens.TokenizedItem> read = [.. items.Select(side.Read)];
                tokens += read.Sum(item => (long)item.Ids.Length);
                graphs.Add(new(items.Length, recipe.PairsPerChunk == 0 ? items.Length : recipe.PairsPerChunk, chunk => space.Parts[side.Part].Pool(read[chunk], device)));
                return graphs[^1].States;
            }
        }

        bool Moves(PairSide side) => recipe.Adapters is not null && recipe.Parts.Contains(side.Part);
        IEnumerable<TrainedParameter> parameters =
        [
            .. recipe.Parts.SelectMany(part => TrainedParameter.Of(space.Parts[part].Encoder, $"parts.{part}.").Concat(TrainedParameter.Of(space.Projection(part), $"projections.{part}."))),
            new("scale", scale, ParameterKind.Scalar), .. bias is null ? [] : new[] { new TrainedParameter("bias", bias, ParameterKind.Scalar) },
        ];
        var summary = new TrainingLoop([.. parameters], recipe.Schedule, run).Run("connecting", Step, validation: null, stop);
        space.Trained(edges.Select(edge => (edge.Left.Part, edge.Right.Part)));
        foreach (var side in paired.SelectMany(rows => rows.Sides).Where(Moves))
            side.Pool(device);
        var figures = Emergence.Measure(space, paired);
        foreach (var side in paired.SelectMany(rows => rows.Sides))
            side.States.Dispose();
        return (summary, figures);
    }

    private static void Begin(ConnectedSpace space, string part, bool isNew, List<PairedRows> paired)
    {
        if (!isNew)
        {
            foreach (var parameter in space.Projection(part).parameters().Concat(space.Parts[part].Encoder.parameters()))
                parameter.requires_grad = false;
            return;
        }

        using var scope = NewDisposeScope();
        space.Projection(part).Standardise(cat(paired.SelectMany(rows => rows.Sides).Where(side => side.Part == part).Select(side => side.States).ToList(), 0));
    }

    /// <summary>One kind of pairs that is trained on.</summary>
    private sealed record Edge(PairSide Left, PairSide Right, int[] Rows, Deal Deal)
    {
        public static Edge Of(ConnectRecipe recipe, PairedRows rows, PairSide beside, long seed)
        {
            var training = rows.Rows(DataUse.Train, rows.Item, beside);
            return training.Length > 1
                ? new(rows.Item, beside, training, new(training.Length, recipe.PairsPerStep, new CounterRandom(seed, $"{rows.Recipe.Input} {beside.Part}")))
                : throw new UnfitDataException($"{rows.Recipe.Input}: {training.Length} training rows have something for both '{rows.Item.Part}' and '{beside.Part}'; a contrast needs two.");
        }

        public int[] At(int step) => [.. Deal.At(step).Select(place => Rows[place])];
    }
}
