using Tsumugi.Torch.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Learns from the tokens of items that nobody labelled.</summary>
/// <param name="items">Token ids, cut to the encoder's window.</param>
public sealed class TokenObjective(
    Encoder encoder, TokenHead head, ITokenTask task, IReadOnlyList<int[]> items, int tokensPerStep, long seed, Device device) : IObjective
{
    private readonly TokenBatches _batches = new([.. items.Select(item => item.Length)], tokensPerStep, new CounterRandom(seed, "batches"));

    public IEnumerable<(string Name, Tensor Parameter)> Parameters => head.named_parameters().Select(row => ("head." + row.name, (Tensor)row.parameter));

    public StepResult Step(long step)
    {
        List<int[]> chosen = [.. _batches.At(step).Select(index => items[index])];
        return new(task.Loss(encoder, head, chosen, step, device), chosen.Sum(item => (long)item.Length));
    }
}
