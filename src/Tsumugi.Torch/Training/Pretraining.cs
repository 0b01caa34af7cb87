using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>What pretraining leaves.</summary>
public sealed record Pretrained(Encoder Encoder, TokenHead Head, ITokenizer Tokenizer, TrainingSummary Summary);

/// <summary>Pretrains one encoder from nothing by masked modelling.</summary>
public static class Pretraining
{
    /// <param name="items">The training split's items of the recipe's view.</param>
    /// <param name="checkpointFolder">Where the run keeps its state.</param>
    /// <param name="identity">Hash of recipe, seed and input: a checkpoint of another run is not taken.</param>
    public static Pretrained Run(
        PretrainRecipe recipe, IReadOnlyList<string> items, long seed, string checkpointFolder, string identity, ITrainingObserver observer,
        CancellationToken stop)
    {
        var tokenizer = Tokenizers.Make(recipe.View, items, recipe.Vocabulary);
        var device = torch.device(recipe.Device);
        torch.manual_seed(seed);
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
        });
        var head = new TokenHead(encoder);
        encoder.to(device);
        head.to(device);
        List<int[]> encoded = [.. items.Select(item => tokenizer.Encode(item, recipe.MaxTokens))];
        var task = new MaskedModelling(tokenizer, recipe.MaskShare, SpanLengths.OneToken, new CounterRandom(seed, "masks"));
        var objective = new TokenObjective(encoder, head, task, encoded, recipe.TokensPerStep, seed, device);
        return new(
            encoder, head, tokenizer,
            Learning.Run("masked modelling", encoder, objective, recipe.Schedule, new Checkpoint(checkpointFolder, identity), observer, stop));
    }
}
