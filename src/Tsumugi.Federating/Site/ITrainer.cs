using Tsumugi.Client.Jobs;

namespace Tsumugi.Federating.Site;

/// <param name="Examples">Trained on.</param>
/// <param name="Steps">That were made.</param>
/// <param name="Rates">Sum of the learning rates of all steps.</param>
/// <param name="FirstLoss">Before the first step changed anything; null when it was not said.</param>
/// <param name="LastLoss">Mean of the last steps.</param>
/// <param name="Seconds">That it took.</param>
public sealed record Trained(long Examples, int Steps, double Rates, double? FirstLoss, double? LastLoss, double Seconds);

/// <summary>Trains a model on a site's files.</summary>
public interface ITrainer
{
    /// <param name="folder">The job's folder; the model that comes of it lies in <c>output/model.safetensors</c>.</param>
    /// <param name="progress">Told the phase, the steps done and all of them.</param>
    /// <exception cref="TrainingFailedException">It could not be done; the message says why, and names nothing of the data.</exception>
    Task<Trained> RunAsync(JobOrder order, string folder, Action<string, long, long> progress, CancellationToken stop);
}

/// <summary>A training came to nothing.</summary>
public sealed class TrainingFailedException(string message) : Exception(message);
