using System.Text.Json;

namespace Tsumugi.Torch.Training;

/// <summary>A loss or a gradient that is no number any more; the run stops where it is.</summary>
/// <param name="what">Loss or gradient.</param>
/// <param name="step">From 1.</param>
/// <param name="file">Holds the batch that made it.</param>
public sealed class DivergedException(string what, int step, string file) : Exception(
    $"The {what} of step {step} is not a number. Its batch is kept in {file}: look at these items, or lower 'learningRate' or 'clipNorm' or lengthen 'warmup' in the recipe.");

/// <summary>Keeps the batch of a failed step.</summary>
internal static class Divergence
{
    /// <returns>The exception to throw, once the batch is on the disk.</returns>
    public static DivergedException Keep(string what, int step, TrainingRun run, IReadOnlyList<(Share Share, double Loss, StepBatch? Batch)> shares)
    {
        Directory.CreateDirectory(run.Folder);
        var file = Path.Combine(run.Folder, run.Ranks.Size == 1 ? $"failed-step-{step}.json" : $"failed-step-{step}-rank-{run.Ranks.Rank}.json");
        using var output = File.Create(file);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("step", step);
        json.WriteStartArray("shares");
        foreach (var (share, loss, batch) in shares)
        {
            json.WriteStartObject();
            json.WriteNumber("part", share.Part);
            json.WriteNumber("parts", share.Parts);
            json.WriteString("loss", loss.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Write(json, batch);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return new(what, step, file);
    }

    private static void Write(Utf8JsonWriter json, StepBatch? batch)
    {
        json.WriteStartArray("items");
        foreach (var (item, tokens) in (batch?.Items ?? []).Zip(batch?.TokenIds ?? []))
        {
            json.WriteStartObject();
            json.WriteNumber("item", item);
            json.WriteStartArray("tokens");
            foreach (var token in tokens)
                json.WriteNumberValue(token);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
