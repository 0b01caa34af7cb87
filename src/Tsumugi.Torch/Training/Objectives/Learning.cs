using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Trains an encoder on an objective: whatever of both does not stand still.</summary>
public static class Learning
{
    /// <param name="phase">What a reader is told that it does.</param>
    public static TrainingSummary Run(string phase, Encoder encoder, IObjective objective, Validation? validation, Schedule schedule, TrainingRun run, CancellationToken stop)
    {
        var parameters = TrainedParameter.Of(encoder, "encoder.").Concat(objective.Parameters).DistinctBy(row => row.Name);
        return new TrainingLoop([.. parameters], schedule, run).Run(phase, objective.Step, validation, stop);
    }
}
