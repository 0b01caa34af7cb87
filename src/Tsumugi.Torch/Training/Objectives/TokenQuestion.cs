using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Tokens to be guessed in the items of a batch.</summary>
/// <param name="Items">Token ids as the encoder sees them.</param>
/// <param name="Places">Whose states must know an answer: the item, and the place in it.</param>
/// <param name="Answers">The true ids.</param>
public sealed record TokenQuestion(IReadOnlyList<int[]> Items, IReadOnlyList<(int Item, int Place)> Places, long[] Answers)
{
    /// <summary>Times beside the tokens of each item; null where there are none.</summary>
    public IReadOnlyList<float[]?>? Times { get; init; }

    /// <summary>The same is asked of the items of a share, however the batch is split.</summary>
    public TokenQuestion Of(Share share)
    {
        var mine = Places.Index().Where(row => row.Item.Item % share.Parts == share.Part).ToList();
        return new(share.Of(Items), [.. mine.Select(row => (row.Item.Item / share.Parts, row.Item.Place))], [.. mine.Select(row => Answers[row.Index])]) { Times = Times is null ? null : share.Of(Times) };
    }

    /// <returns>Mean cross-entropy over the answers, in nats, with its graph; zero when nothing was asked.</returns>
    public Tensor Loss(Encoder encoder, TokenHead head, Device device) => Loss(
        encoder, head, Batch.Pack([.. Items.Select((ids, item) => new TokenizedItem(ids) { Times = Times?[item] })], device));

    /// <param name="batch">The items, laid out in some way.</param>
    /// <inheritdoc cref="Loss(Encoder, TokenHead, Device)"/>
    public Tensor Loss(Encoder encoder, TokenHead head, Batch batch)
    {
        using var scope = NewDisposeScope();
        var device = batch.Tokens.device;
        var states = encoder.forward(batch); // [tokens, width]
        if (Places.Count == 0)
            return (states.sum() * 0).MoveToOuterDisposeScope();
        var rows = tensor(Places.Select(place => (long)batch.Starts[place.Item] + place.Place).ToArray(), device: device);
        var guesses = head.forward(states.index_select(0, rows)); // [answers, vocabulary]
        return nn.functional.cross_entropy(guesses, tensor(Answers, device: device)).MoveToOuterDisposeScope();
    }
}
