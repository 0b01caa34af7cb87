using Tsumugi.Torch.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Guess each token from those before it, the mark of the end too.</summary>
public sealed class CausalModelling : ITokenTask
{
    public bool Causal => true;

    public Tensor Loss(Encoder encoder, TokenHead head, IReadOnlyList<int[]> items, long step, Device device)
    {
        if (!encoder.Config.Causal)
            throw new ArgumentException("The encoder sees the tokens that it is to guess; make it causal.", nameof(encoder));
        using var scope = NewDisposeScope();
        var batch = Batch.Pack(items, device);
        long[] rows = [.. batch.Starts.Zip(items).SelectMany(item => Enumerable.Range(item.First, item.Second.Length - 1)).Select(row => (long)row)];
        long[] next = [.. items.SelectMany(item => item.Skip(1)).Select(id => (long)id)];
        var guesses = head.forward(encoder.forward(batch).index_select(0, tensor(rows, device: device))); // [tokens − items, vocabulary]
        return nn.functional.cross_entropy(guesses, tensor(next, device: device)).MoveToOuterDisposeScope();
    }
}
