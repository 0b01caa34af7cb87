using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>What pretraining leaves.</summary>
public sealed record Pretrained(Encoder Encoder, TokenHead Head, ITokenizer Tokenizer, TrainingSummary Summary);

/// <summary>Pretrains one encoder from nothing by masked modelling.</summary>
public static class Pretraining
{
    /// <param name="items">The training split's items of the recipe's view.</param>
    public static Pretrained Run(PretrainRecipe recipe, IReadOnlyList<string> items, TrainingRun run, CancellationToken stop)
    {
        var tokenizer = Tokenizers.Make(recipe.View, items, recipe.Vocabulary);
        var device = torch.device(recipe.Device);
        torch.manual_seed(run.Seed);
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
        var (trained, kept) = Split(encoded.Count, recipe.ValidationShare, new CounterRandom(run.Seed, "validation"));
        var batches = new TokenBatches([.. trained.Select(index => encoded[index].Length)], recipe.TokensPerStep, new CounterRandom(run.Seed, "batches"));
        var masks = new CounterRandom(run.Seed, "masks");

        StepResult Step(Share share)
        {
            int[] chosen = [.. batches.At(share.Step).Select(place => trained[place])];
            var hidden = MaskedModelling.Hide([.. chosen.Select(index => encoded[index])], tokenizer, recipe.MaskShare, masks, share.Step).Of(share);
            var mine = share.Of(chosen);
            var tokens = hidden.Items.Sum(item => (long)item.Length);
            return new(mine.Count == 0 ? null : MaskedModelling.Loss(encoder, head, hidden, device), tokens)
            {
                Weight = hidden.Answers.Length,
                Operations = Flops.TrainingOverForward * (Flops.Forward(encoder.Config, hidden.Items.Select(item => item.Length)) + Flops.Head(encoder.Config, hidden.Answers.Length)),
                Batch = new(mine, hidden.Items),
            };
        }

        // Always the same masks, so that two looks differ by the weights alone.
        var looks = new TokenBatches([.. kept.Select(index => encoded[index].Length)], recipe.TokensPerStep, new CounterRandom(run.Seed, "validation batches"));
        (double Sum, double Weight) Look(Share share)
        {
            var (sum, weight) = (0.0, 0.0);
            foreach (var (number, places) in share.Of([.. looks.Round(0).Index()]))
            {
                using var scope = NewDisposeScope();
                var hidden = MaskedModelling.Hide([.. places.Select(place => encoded[kept[place]])], tokenizer, recipe.MaskShare, masks, -1 - number);
                sum += MaskedModelling.Loss(encoder, head, hidden, device).item<float>() * hidden.Answers.Length;
                weight += hidden.Answers.Length;
            }

            return (sum, weight);
        }

        var loop = new TrainingLoop([.. TrainedParameter.Of(encoder, "encoder."), .. TrainedParameter.Of(head, "head.")], recipe.Schedule, run);
        return new(encoder, head, tokenizer, loop.Run("masked modelling", Step, kept.Length == 0 ? null : new Validation("validationLoss", Look), stop));
    }

    /// <returns>Items to train on, and at least one to validate on where a share of them is asked for.</returns>
    private static (int[] Trained, int[] Kept) Split(int items, double share, CounterRandom random)
    {
        var kept = share > 0 ? Math.Max(1, (int)(items * share)) : 0;
        var order = random.Order(items, 0);
        Array.Sort(order, 0, kept);
        Array.Sort(order, kept, items - kept);
        return (order[kept..], order[..kept]);
    }
}
