using System.Globalization;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Encoders;

namespace Tsumugi.Torch.Training;

/// <summary>The one state record of a run: parameters, moments and step. Data and masks follow from seed and step alone.</summary>
/// <param name="folder">Where it is kept; the last good one stays until the next is whole.</param>
/// <param name="identity">What the run is: a checkpoint of another recipe, seed or input is not taken.</param>
public sealed class Checkpoint(string folder, string identity)
{
    private string File => Path.Combine(folder, "state.safetensors");

    public void Save(AdamW optimizer, int step)
    {
        Directory.CreateDirectory(folder);
        ParameterFile.Save(File, optimizer.State, new Dictionary<string, string>
        {
            ["identity"] = identity,
            ["step"] = step.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <returns>Steps that are done; 0 when there is no checkpoint of this run.</returns>
    public int Restore(AdamW optimizer)
    {
        if (!System.IO.File.Exists(File))
            return 0;
        int step;
        using (var file = SafetensorsFile.Open(File))
        {
            if (file.Metadata.GetValueOrDefault("identity") != identity)
                return 0;
            step = int.Parse(file.Metadata["step"], CultureInfo.InvariantCulture);
        }

        ParameterFile.Load(File, optimizer.State);
        return step;
    }
}
