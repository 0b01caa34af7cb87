using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>What an encoder is to learn: deals its own data out, and says how wrong the encoder is about them.</summary>
public interface IObjective
{
    /// <summary>What only this objective trains beside the encoder, such as its head.</summary>
    IEnumerable<(string Name, Tensor Parameter)> Parameters { get; }

    /// <param name="step">From 0, asked in order; everything random follows from it and the seed.</param>
    StepResult Step(long step);
}
