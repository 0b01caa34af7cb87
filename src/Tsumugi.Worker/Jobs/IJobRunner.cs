using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

/// <summary>What this worker does for one kind of job.</summary>
internal interface IJobRunner
{
    string Kind { get; }

    bool UsesTorch => true;

    /// <summary>Writes artefacts into the output folder.</summary>
    /// <returns>Facts for the card.</returns>
    Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop);
}

internal static class OrderedInputs
{
    /// <exception cref="JobRefusedException">When the order lacks the input or the file.</exception>
    public static string File(this JobOrder order, string input, string path) =>
        order.Input(input).Files.GetValueOrDefault(path)
        ?? throw new JobRefusedException($"The input '{input}' ({order.Input(input).Node}) has no file {path}; choose one of the right kind.");

    public static JobInput Input(this JobOrder order, string name) =>
        order.Inputs.FirstOrDefault(input => input.Name == name)
        ?? throw new JobRefusedException($"The order has no input '{name}'; a {order.Kind} job needs it.");

    /// <returns>The rows of an input, held in memory, or read anew each time where the recipe bounds what is held.</returns>
    public static async Task<IEnumerable<DataRow>> RowsAsync(this JobOrder order, DataRecipe data, string input, IReadOnlyList<string> columns, CancellationToken stop)
    {
        var files = order.Input(input);
        return data.TokensInMemory > 0 ? DataRows.Stream(data, files.Node, files.Files, columns, stop) : await DataRows.ReadAsync(data, files.Node, files.Files, columns, stop);
    }

    /// <summary>The folder view of an input whose files lie by content hash: links with their own names.</summary>
    public static string Folder(this JobOrder order, string input, string under)
    {
        var folder = Path.Combine(under, input);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        LinkedFiles.Into(folder, order.Input(input).Files);
        return folder;
    }

    public static TrainingRun Run(this JobOrder order, JobFiles files, ITrainingObserver observer) =>
        new(order.Seed, files.Checkpoint, order.Identity(), observer) { Ranks = files.Ranks };

    /// <summary>Names the run by everything that decides its bits.</summary>
    private static string Identity(this JobOrder order)
    {
        var text = $"{order.Kind} {order.Seed} {order.Threads} {order.Recipe.GetRawText()} {string.Join(' ', order.Inputs.Select(input => $"{input.Name}={input.Node}"))}";
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    public static Dictionary<string, JsonElement> Facts(params (string Name, object Value)[] facts) =>
        facts.ToDictionary(fact => fact.Name, fact => JsonSerializer.SerializeToElement(fact.Value));
}
