using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;

namespace Tsumugi.Torch.Connection;

/// <summary>How well a fusion answers from some of the parts.</summary>
/// <param name="Parts">That it was shown; all others were held back.</param>
/// <param name="Items">Held out, that have all of them.</param>
public sealed record SubsetMeasure(IReadOnlyList<string> Parts, int Items, IReadOnlyDictionary<string, double> Measures);

/// <summary>Teaches a trunk over a space. Each training item is shown once for every subset of the parts that it has, so that any subset can be asked.</summary>
public static class Fusing
{
    /// <param name="space">It stands still.</param>
    /// <param name="rows">Cells: texts of the parts beside, then the head's columns.</param>
    /// <exception cref="InvalidRecipeException">The recipe does not go with the parts.</exception>
    /// <exception cref="UnfitDataException">The data do not go with the recipe.</exception>
    public static (Fusion Fusion, TrainingSummary Summary, IReadOnlyList<SubsetMeasure> Measured) Run(
        FuseRecipe recipe, ConnectedSpace space, IReadOnlyList<DataRow> rows, TrainingRun run, CancellationToken stop)
    {
        var device = torch.device(recipe.Device);
        var paired = new PairedRows(recipe.Rows, space, rows, device, run.Observer);
        var kind = HeadKinds.All[recipe.Head.Kind];
        var shape = new HeadConfig { Kind = recipe.Head.Kind, Outputs = recipe.Head.Targets, Width = recipe.Width, Pooling = recipe.Head.Pooling, HiddenWidth = recipe.Head.HiddenWidth };
        string?[] Known(DataRow row) => row.Cells[recipe.Rows.Beside.Count..];
        foreach (var row in paired.Rows)
            row.Read(() => kind.Read(Known(row), shape));

        torch.manual_seed(run.Seed);
        var head = new TaskHead(kind.Learn(shape, recipe.Head.Targets, [.. paired.Rows.Where(row => row.Use == DataUse.Train).Select(Known)]));
        var vocabulary = new FusionVocabulary([.. paired.Sides.Select(side => side.Part)], space.Config.Width);
        var trunk = new Encoder(new()
        {
            View = vocabulary.View,
            Vocabulary = vocabulary.VocabularySize,
            Padding = vocabulary.Padding,
            Width = recipe.Width,
            Layers = recipe.Layers,
            Heads = recipe.Heads,
            MaxTokens = vocabulary.MaxTokens,
            Mask = vocabulary.Mask,
            Positions = Positions.None,
            Numbers = vocabulary.Numbers,
        });
        trunk.to(device);
        head.to(device);

        var vectors = paired.Sides.ToDictionary(side => side, side => side.Vectors(space));
        List<PairSide[]> subsets = [.. Subsets([.. paired.Sides])];
        List<Example> Shown(DataUse use, IEnumerable<PairSide[]> parts) => [.. paired.Rows.Index().Where(row => row.Item.Use == use).SelectMany(row =>
        {
            var targets = row.Item.Read(() => kind.Read(Known(row.Item), head.Config));
            return targets.Any(float.IsFinite)
                ? parts.Where(some => some.All(side => side.Has(row.Index))).Select(some => new Example(vocabulary.Tokenize([.. some.Select(side => (side.Part, vectors[side][side.Of(row.Index)]))]), targets))
                : [];
        })];

        var examples = Shown(DataUse.Train, subsets);
        if (examples.Count == 0)
            throw new UnfitDataException($"{recipe.Rows.Input}: no training row has both an item and something in {string.Join(", ", recipe.Head.Targets)}.");
        run.Observer.Log($"{recipe.Head.Name}: {examples.Count} examples, of {subsets.Count} subsets of parts.");
        var objective = new SupervisedObjective(recipe.Head.Name, trunk, head, examples, recipe.TokensPerStep, recipe.ValidationShare, run.Seed);
        var summary = Learning.Run("fusing", trunk, objective, objective.Validation, recipe.Schedule, run, stop);
        List<SubsetMeasure> measured = [.. subsets.Select(some => (Parts: some, Test: Shown(DataUse.Test, [some]))).Where(one => one.Test.Count > 0).Select(one =>
            new SubsetMeasure([.. one.Parts.Select(side => side.Part)], one.Test.Count, Supervision.Measure(trunk, head, one.Test, recipe.TokensPerStep, device)))];
        foreach (var side in paired.Sides)
            side.States.Dispose();
        return (new(recipe.Head.Name, trunk, head, vocabulary), summary, measured);
    }

    /// <returns>All but the empty one, small ones first.</returns>
    private static IEnumerable<PairSide[]> Subsets(PairSide[] sides) => Enumerable.Range(1, (1 << sides.Length) - 1)
        .Select(mask => sides.Where((_, place) => (mask >> place & 1) == 1).ToArray()).OrderBy(some => some.Length);
}
