using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>What pretraining leaves.</summary>
public sealed record Pretrained(Encoder Encoder, TokenHead Head, ITokenizer Tokenizer, TrainingSummary Summary);

/// <summary>Pretrains one encoder from nothing on items that nobody labelled.</summary>
public static class Pretraining
{
    /// <param name="items">The training split's items of the recipe's view.</param>
    public static Pretrained Run(PretrainRecipe recipe, IReadOnlyList<string> items, TrainingRun run, CancellationToken stop)
    {
        var tokenizer = Tokenizers.Make(recipe.View, items, recipe.Vocabulary);
        var device = torch.device(recipe.Device);
        torch.manual_seed(run.Seed);
        var task = recipe.Question.Task(tokenizer, run.Seed);
        var encoder = new Encoder(new()
        {
            View = recipe.View,
            Vocabulary = tokenizer.VocabularySize,
            Padding = tokenizer.Padding,
            Width = recipe.Width,
            Layers = recipe.Layers,
            Heads = recipe.Heads,
            MaxTokens = recipe.MaxTokens,
            Mask = tokenizer.Mask,
            Causal = task.Causal,
        });
        var head = new TokenHead(encoder);
        encoder.to(device);
        head.to(device);
        var objective = new TokenObjective(
            encoder, head, task, [.. items.Select(item => tokenizer.Encode(item, recipe.MaxTokens))], recipe.TokensPerStep, recipe.ValidationShare, run.Seed);
        return new(encoder, head, tokenizer, Learning.Run(recipe.Question.Phase, encoder, objective, objective.Validation, recipe.Schedule, run, stop));
    }
}
