using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Models.Tracking.Artifacts;
using Tsumugi.Models.Tracking.Metrics;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Runs as clients read them, with all that belongs to them, a page at a time.</summary>
internal static class RunMessages
{
    public static RunInfoMessage Info(TrackedRun run) => new(
        run.Id, run.Id, run.Name, run.Experiment.ToString(System.Globalization.CultureInfo.InvariantCulture), run.UserName, run.Status,
        run.StartTime, run.EndTime, ArtifactUri.Of(run.Experiment, run.Id), run.Deleted ? "deleted" : "active");

    public static async Task<IReadOnlyList<RunMessage>> OfAsync(HubDb db, IReadOnlyList<TrackedRun> runs, CancellationToken stop)
    {
        var numbers = runs.Select(run => run.Number).ToList();
        var metrics = (await db.Set<RunLatest>().AsNoTracking().Where(row => numbers.Contains(row.Run)).OrderBy(row => row.Key).ToListAsync(stop))
            .ToLookup(row => row.Run, row => new MetricMessage(row.Key, row.Number, row.Timestamp, row.Step));
        var settings = (await db.Set<RunParam>().AsNoTracking().Where(row => numbers.Contains(row.Run)).OrderBy(row => row.Key).ToListAsync(stop))
            .ToLookup(row => row.Run, row => new KeyValue(row.Key, row.Value));
        var tags = (await db.Set<RunTag>().AsNoTracking().Where(row => numbers.Contains(row.Run)).OrderBy(row => row.Key).ToListAsync(stop))
            .ToLookup(row => row.Run, row => new KeyValue(row.Key, row.Value));
        var inputs = (await db.Set<RunInput>().AsNoTracking().Where(row => numbers.Contains(row.Run)).ToListAsync(stop)).ToLookup(row => row.Run);
        var models = (await db.Set<RunModel>().AsNoTracking().Where(row => numbers.Contains(row.Run)).ToListAsync(stop)).ToLookup(row => row.Run);
        return [.. runs.Select(run => new RunMessage(
            Info(run),
            new([.. metrics[run.Number]], [.. settings[run.Number]], [.. tags[run.Number]]),
            new([.. inputs[run.Number].Select(Input)], [.. models[run.Number].Where(row => !row.IsOutput).Select(row => new ModelInputMessage(row.ModelId))]),
            new([.. models[run.Number].Where(row => row.IsOutput).Select(row => new ModelOutputMessage(row.ModelId, row.Step))])))];
    }

    private static DatasetInputMessage Input(RunInput row) => new(
        JsonSerializer.Deserialize<List<KeyValue>>(row.Tags, JsonSerializerOptions.Web),
        new(row.Name, row.Digest, row.SourceType, row.Source, row.Schema, row.Profile));
}
