using Tsumugi.Torch.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Learns from the tokens of items that nobody labelled.</summary>
public sealed class TokenObjective : IObjective
{
    private readonly Encoder _encoder;
    private readonly TokenHead _head;
    private readonly ITokenTask _task;
    private readonly TokenItems _items;
    private readonly CounterRandom _strands;
    private readonly DealtItems _dealt;

    /// <param name="validationShare">Share of the items that it does not train on.</param>
    /// <exception cref="ArgumentException">The task asks for what the encoder sees.</exception>
    public TokenObjective(Encoder encoder, TokenHead head, ITokenTask task, TokenItems items, int tokensPerStep, double validationShare, long seed)
    {
        if (task.Causal != encoder.Config.Causal)
            throw new ArgumentException(task.Causal ? "The encoder sees the tokens that it is to guess." : "The encoder does not see what stands behind a hidden token.", nameof(task));
        (_encoder, _head, _task, _items, _strands) = (encoder, head, task, items, new(seed, "strands"));
        _dealt = new(items.Lengths, tokensPerStep, validationShare, seed);
    }

    public IEnumerable<TrainedParameter> Parameters => TrainedParameter.Of(_head, "head.");

    public Validation? Validation => _dealt.KeepsBack ? new("validationLoss", Look) : null;

    private Device Device => _encoder.Embedding.device;

    public StepResult Step(Share share)
    {
        var chosen = _dealt.At(share.Step);
        var question = Timed(_task.Ask([.. chosen.Select(index => _items.At(index, share.Step, _strands))], share.Step), chosen).Of(share);
        return new(question.Items.Count == 0 ? null : question.Loss(_encoder, _head, Device), question.Items.Sum(item => (long)item.Length))
        {
            Weight = question.Answers.Length,
            Operations = Flops.TrainingOverForward
                * (Flops.Forward(_encoder.Config, question.Items.Select(item => item.Length)) + Flops.Head(_encoder.Config, question.Answers.Length)),
            Batch = new(share.Of(chosen), question.Items),
        };
    }

    private TokenQuestion Timed(TokenQuestion question, int[] items) =>
        _items.Timed is { } timed ? question with { Times = [.. items.Select(item => timed[item].Times)] } : question;

    /// <summary>Asks always the same of the strand that was given, so that two looks differ by the weights alone.</summary>
    private (double Sum, double Weight) Look(Share share)
    {
        var (sum, weight) = (0.0, 0.0);
        foreach (var (number, places) in share.Of([.. _dealt.Looks().Index()]))
        {
            using var scope = NewDisposeScope();
            var question = Timed(_task.Ask([.. places.Select(place => _items.Ids[place])], -1 - number), places);
            sum += question.Loss(_encoder, _head, Device).item<float>() * question.Answers.Length;
            weight += question.Answers.Length;
        }

        return (sum, weight);
    }
}
