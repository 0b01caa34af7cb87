using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>How a head is taught on an encoder.</summary>
public sealed record FinetuneOptions
{
    public required Schedule Schedule { get; init; }

    public required int TokensPerStep { get; init; }

    /// <summary>What of the encoder moves with the head.</summary>
    public Moves Moves { get; init; }

    /// <summary>For <see cref="Moves.Adapters"/>.</summary>
    public AdapterConfig? Adapters { get; init; }
}

/// <summary>What of an encoder moves while it is fine-tuned.</summary>
public enum Moves
{
    /// <summary>Every parameter.</summary>
    All,

    /// <summary>Low-rank adapters alone.</summary>
    Adapters,

    /// <summary>Nothing: the head learns from what the encoder knows.</summary>
    Nothing,
}

/// <summary>Teaches a head what is known of examples, and its encoder as far as it may move.</summary>
public static class Finetuning
{
    /// <summary>Adapters are merged into the encoder at the end.</summary>
    /// <param name="name">Of the head.</param>
    public static TrainingSummary Run(
        FinetuneOptions options, Encoder encoder, string name, TaskHead head, IReadOnlyList<Example> training, long seed,
        string checkpointFolder, string identity, ITrainingObserver observer, CancellationToken stop)
    {
        torch.manual_seed(seed);
        if (options.Moves == Moves.Adapters)
            LowRank.Put(encoder, options.Adapters!);
        else if (options.Moves == Moves.Nothing)
            LowRank.Freeze(encoder);
        var objective = new SupervisedObjective(name, encoder, head, training, options.TokensPerStep, seed, encoder.Embedding.device);
        var summary = Learning.Run("supervised", encoder, objective, options.Schedule, new Checkpoint(checkpointFolder, identity), observer, stop);
        LowRank.Merge(encoder);
        return summary;
    }
}
