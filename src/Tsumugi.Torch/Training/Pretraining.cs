using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Tokens.Cells;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>What pretraining leaves.</summary>
public sealed record Pretrained(Encoder Encoder, TokenHead Head, IVocabulary Vocabulary, TrainingSummary Summary);

/// <summary>Pretrains one encoder from nothing on items that nobody labelled.</summary>
public static class Pretraining
{
    /// <param name="rows">Items of the recipe's view, of which those to train on are learned from; they are gone through more than once.</param>
    /// <exception cref="UnfitDataException">An item cannot be read; says where it stands.</exception>
    /// <exception cref="LowCoverageException">The vocabulary knows less of them than the recipe asks for.</exception>
    public static Pretrained Run(PretrainRecipe recipe, IEnumerable<DataRow> rows, TrainingRun run, CancellationToken stop) => Run(recipe, rows, null, run, stop);

    /// <param name="genes">Those of a view of cells, where the recipe brings them.</param>
    /// <inheritdoc cref="Run(PretrainRecipe, IEnumerable{DataRow}, TrainingRun, CancellationToken)"/>
    public static Pretrained Run(PretrainRecipe recipe, IEnumerable<DataRow> rows, GeneVocabulary? genes, TrainingRun run, CancellationToken stop)
    {
        var vocabulary = VocabularyLearning.Run(recipe, rows.Where(row => row.Use == DataUse.Train), genes);
        var device = torch.device(recipe.Device);
        torch.manual_seed(run.Seed);
        var encoder = new Encoder(new()
        {
            View = recipe.View,
            Vocabulary = vocabulary.VocabularySize,
            Padding = vocabulary.Padding,
            Width = recipe.Width,
            Layers = recipe.Layers,
            Heads = recipe.Heads,
            MaxTokens = recipe.MaxTokens,
            Mask = vocabulary.Mask,
            Positions = Views.Positions(recipe.View),
            Numbers = vocabulary.Numbers,
            Times = recipe.Data is { Time.Length: > 0 },
            Causal = recipe.Question.IsCausal,
        });
        var head = new TokenHead(encoder);
        encoder.to(device);
        head.to(device);
        var reader = new ItemReader(vocabulary, recipe.MaxTokens, recipe.Data);
        var (objective, _) = UnlabelledItems.Objective(recipe.Question, (encoder, head), rows, reader, new(recipe.TokensPerStep, recipe.ValidationShare, run.Seed), Storing.Of(recipe.Data, run, 0));
        reader.Check(run.Observer);
        return new(encoder, head, vocabulary, Learning.Run(recipe.Question.Phase, encoder, objective, objective.Validation, recipe.Schedule, run, stop));
    }
}
