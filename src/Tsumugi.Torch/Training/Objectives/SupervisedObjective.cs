using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Learns what is known of labelled items.</summary>
/// <param name="name">Of the head, by which its parameters are told from those of others.</param>
public sealed class SupervisedObjective(
    string name, Encoder encoder, TaskHead head, IReadOnlyList<Example> examples, int tokensPerStep, long seed, Device device) : IObjective
{
    private readonly TokenBatches _batches = new([.. examples.Select(example => example.Tokens.Length)], tokensPerStep, new CounterRandom(seed, "batches"));

    public IEnumerable<(string Name, Tensor Parameter)> Parameters => head.named_parameters().Select(row => ($"heads.{name}.{row.name}", (Tensor)row.parameter));

    public StepResult Step(long step)
    {
        List<Example> chosen = [.. _batches.At(step).Select(index => examples[index])];
        return new(Supervision.Loss(encoder, head, chosen, device), chosen.Sum(example => (long)example.Tokens.Length));
    }
}
