namespace Tsumugi.Torch.Training.Objectives;

/// <summary>What an encoder is to learn: deals its own data out, and says how wrong the encoder is about them.</summary>
public interface IObjective
{
    /// <summary>What only this objective trains beside the encoder, such as its head.</summary>
    IEnumerable<TrainedParameter> Parameters { get; }

    /// <summary>A measure on items that it keeps back; null where it keeps none.</summary>
    Validation? Validation { get; }

    /// <summary>The loss of one share of a step; steps are asked for in order, and everything random follows from them and the seed.</summary>
    StepResult Step(Share share);
}
