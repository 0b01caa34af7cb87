using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Trains an encoder on an objective: whatever of both does not stand still.</summary>
public static class Learning
{
    /// <param name="phase">What a reader is told that it does.</param>
    public static TrainingSummary Run(
        string phase, Encoder encoder, IObjective objective, Schedule schedule, Checkpoint checkpoint, ITrainingObserver observer, CancellationToken stop)
    {
        var trained = encoder.named_parameters().Select(row => ("encoder." + row.name, (Tensor)row.parameter))
            .Concat(objective.Parameters)
            .Where(row => row.Item2.requires_grad)
            .DistinctBy(row => row.Item1).ToList();
        return new TrainingLoop(trained, schedule, checkpoint, observer).Run(phase, step => objective.Step(step), stop);
    }
}
