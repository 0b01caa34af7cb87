using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>The objective of pretraining: guess hidden tokens. Of those chosen 80 % become the mask, 10 % another token, 10 % stay.</summary>
/// <remarks>Devlin et al. 2019.</remarks>
public static class MaskedModelling
{
    /// <summary>What is hidden in one batch.</summary>
    /// <param name="Items">Token ids after hiding.</param>
    /// <param name="Places">Where something was chosen: the item, and the place in it.</param>
    /// <param name="Answers">The true ids there.</param>
    public sealed record Hidden(IReadOnlyList<int[]> Items, IReadOnlyList<(int Item, int Place)> Places, long[] Answers)
    {
        /// <summary>The same places are hidden in the items of a share, however the batch is split.</summary>
        public Hidden Of(Share share)
        {
            var mine = Places.Index().Where(row => row.Item.Item % share.Parts == share.Part).ToList();
            return new(share.Of(Items), [.. mine.Select(row => (row.Item.Item / share.Parts, row.Item.Place))], [.. mine.Select(row => Answers[row.Index])]);
        }
    }

    public static Hidden Hide(IReadOnlyList<int[]> items, ITokenizer tokenizer, double share, CounterRandom random, long step)
    {
        var (masked, places, answers, token) = (new List<int[]>(), new List<(int, int)>(), new List<long>(), 0L);
        for (var row = 0; row < items.Count; row++)
        {
            var item = (int[])items[row].Clone();
            for (var i = 0; i < item.Length; i++, token++)
            {
                if (item[i] < tokenizer.FirstOrdinary || random.Uniform(step, 3 * token) >= share)
                    continue;
                places.Add((row, i));
                answers.Add(item[i]);
                var fate = random.Uniform(step, 3 * token + 1);
                if (fate < 0.8)
                    item[i] = tokenizer.Mask;
                else if (fate < 0.9)
                    item[i] = tokenizer.FirstOrdinary + random.Below(tokenizer.EndOrdinary - tokenizer.FirstOrdinary, step, 3 * token + 2);
            }

            masked.Add(item);
        }

        return new(masked, places, [.. answers]);
    }

    /// <returns>Mean cross-entropy over the hidden tokens, in nats; zero when none was hidden.</returns>
    public static Tensor Loss(Encoder encoder, TokenHead head, Hidden hidden, Device device) =>
        Loss(encoder, head, hidden, Batch.Pack(hidden.Items, device));

    /// <param name="batch">The hidden items.</param>
    /// <inheritdoc cref="Loss(Encoder, TokenHead, Hidden, Device)"/>
    public static Tensor Loss(Encoder encoder, TokenHead head, Hidden hidden, Batch batch)
    {
        using var scope = NewDisposeScope();
        var device = batch.Tokens.device;
        var states = encoder.forward(batch); // [tokens, width]
        if (hidden.Places.Count == 0)
            return (states.sum() * 0).MoveToOuterDisposeScope();
        var rows = tensor(hidden.Places.Select(place => (long)batch.Starts[place.Item] + place.Place).ToArray(), device: device);
        var guesses = head.forward(states.index_select(0, rows)); // [hidden, vocabulary]
        return nn.functional.cross_entropy(guesses, tensor(hidden.Answers, device: device)).MoveToOuterDisposeScope();
    }
}
