using Tsumugi.Torch.Training.Ranks;

namespace Tsumugi.Torch.Training;

/// <summary>What a run is besides its recipe and its data.</summary>
/// <param name="Folder">Where it keeps its state, and what is worth keeping of a step that failed.</param>
/// <param name="Identity">Hash of everything that decides the run's bits: recipe, seed, threads, inputs. The state of another run is not taken.</param>
public sealed record TrainingRun(long Seed, string Folder, string Identity, ITrainingObserver Observer)
{
    /// <summary>The processes that train together; alone unless told otherwise.</summary>
    public IRanks Ranks { get; init; } = new OneProcess();

    /// <summary>What is added to every gradient before it is clipped, as in a round of sites; a run in one process and one pass a step alone has it.</summary>
    public Action<IReadOnlyList<TrainedParameter>>? Correction { get; init; }

    /// <summary>Steps go straight along the gradient in place of AdamW.</summary>
    public bool PlainSteps { get; init; }
}
