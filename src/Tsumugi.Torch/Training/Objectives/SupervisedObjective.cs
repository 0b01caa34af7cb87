using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Learns what is known of labelled items.</summary>
public sealed class SupervisedObjective : IObjective
{
    private readonly string _name;
    private readonly Encoder _encoder;
    private readonly TaskHead _head;
    private readonly IReadOnlyList<Example> _examples;
    private readonly DealtItems _dealt;

    /// <param name="name">Of the head, by which its parameters are told from those of others.</param>
    /// <param name="validationShare">Share of the examples that it does not train on.</param>
    public SupervisedObjective(string name, Encoder encoder, TaskHead head, IReadOnlyList<Example> examples, int tokensPerStep, double validationShare, long seed)
    {
        (_name, _encoder, _head, _examples) = (name, encoder, head, examples);
        _dealt = new(examples is StoredExamples stored ? stored.Lengths : [.. examples.Select(example => example.Tokens.Length)], tokensPerStep, validationShare, seed);
    }

    public IEnumerable<TrainedParameter> Parameters => TrainedParameter.Of(_head, $"heads.{_name}.");

    public Validation? Validation => _dealt.KeepsBack ? new("validationLoss", Look) : null;

    private Device Device => _encoder.Embedding.device;

    public StepResult Step(Share share)
    {
        var chosen = share.Of(_dealt.At(share.Step));
        List<Example> examples = [.. chosen.Select(index => _examples[index])];
        return new(examples.Count == 0 ? null : Supervision.Loss(_encoder, _head, examples, Device), examples.Sum(example => (long)example.Tokens.Length))
        {
            Weight = Known(examples),
            Operations = Flops.TrainingOverForward * Flops.Forward(_encoder.Config, examples.Select(example => example.Tokens.Length)),
            Batch = new(chosen, [.. examples.Select(example => example.Tokens)]),
        };
    }

    private (double Sum, double Weight) Look(Share share)
    {
        var (sum, weight) = (0.0, 0.0);
        foreach (var places in share.Of(_dealt.Looks()))
        {
            using var scope = NewDisposeScope();
            List<Example> examples = [.. places.Select(place => _examples[place])];
            sum += Supervision.Loss(_encoder, _head, examples, Device).item<float>() * Known(examples);
            weight += Known(examples);
        }

        return (sum, weight);
    }

    private static long Known(List<Example> examples) => examples.Sum(example => example.Targets.LongCount(target => !float.IsNaN(target)));
}
