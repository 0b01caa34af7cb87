using Tsumugi.Torch.Training.Ranks;

namespace Tsumugi.Torch.Training;

/// <summary>What a run is besides its recipe and its data.</summary>
/// <param name="Folder">Where it keeps its state, and what is worth keeping of a step that failed.</param>
/// <param name="Identity">Hash of everything that decides the run's bits: recipe, seed, threads, inputs. The state of another run is not taken.</param>
public sealed record TrainingRun(long Seed, string Folder, string Identity, ITrainingObserver Observer)
{
    /// <summary>The processes that train together; alone unless told otherwise.</summary>
    public IRanks Ranks { get; init; } = new OneProcess();
}
