using System.Text;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Encoders;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>The one state record of a run on the disk: its tensors, and what it knows beside them.</summary>
/// <param name="folder">Where it is kept; the last good one stays until the next is whole.</param>
/// <param name="identity">What the run is: a checkpoint of another recipe, seed or input is not taken.</param>
public sealed class Checkpoint(string folder, string identity)
{
    private string File => Path.Combine(folder, "state.safetensors");

    /// <exception cref="CheckpointException">When it cannot be written, as on a full disk; the one before is untouched.</exception>
    public void Save(IEnumerable<(string Name, Tensor Tensor)> tensors, TrainingState state)
    {
        try
        {
            Directory.CreateDirectory(folder);
            ParameterFile.Save(File, tensors, new Dictionary<string, string>
            {
                ["identity"] = identity,
                ["state"] = Encoding.UTF8.GetString(state.ToJson()),
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(File, state.Step, error);
        }
    }

    /// <returns>The beginning when there is no checkpoint of this run.</returns>
    public TrainingState Restore(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        if (!System.IO.File.Exists(File))
            return TrainingState.Beginning;
        TrainingState state;
        using (var file = SafetensorsFile.Open(File))
        {
            if (file.Metadata.GetValueOrDefault("identity") != identity || file.Metadata.GetValueOrDefault("state") is not { } json)
                return TrainingState.Beginning;
            state = TrainingState.FromJson(Encoding.UTF8.GetBytes(json));
        }

        ParameterFile.Load(File, tensors);
        return state;
    }
}

/// <summary>A checkpoint could not be written; the last good one is still there.</summary>
public sealed class CheckpointException(string file, int step, Exception cause) : IOException(
    $"The checkpoint of step {step} could not be written to {file} ({cause.Message}); free space there or mend its rights. The last whole checkpoint is untouched, and the run goes on from it when started again.",
    cause);
