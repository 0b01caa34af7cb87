using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Metrics;

/// <summary>Metrics, params and tags of a run: all of the request, or nothing of it.</summary>
internal static class LogBatch
{
    public static async Task<Outcome<Nothing>> RunAsync(Asked asked, LogBatchRequest request)
    {
        var found = await FindRun.ToWriteAsync(asked, request.RunId);
        if (found.Refused)
            return found.Refusal!;
        if (Decide(request) is { } fault)
            return fault;
        var run = found.Value.Run;
        return await OneWriter.RunAsync<Nothing>(
            asked.Db,
            transaction =>
            {
                using var rows = new RowWriter(transaction, run.Number);
                foreach (var param in request.Params ?? [])
                {
                    if (rows.Param(param.Key!, param.Value ?? "") is { } before)
                        return Task.FromResult<Outcome<Nothing>>(Differs(run.Id, param, before));
                }

                rows.Metrics(Points(request.Metrics ?? []));
                foreach (var tag in request.Tags ?? [])
                    rows.Tag(tag.Key!, tag.Value ?? "");
                if (request.Tags?.LastOrDefault(tag => tag.Key == CreateRun.NameTag)?.Value is { Length: > 0 } name)
                    rows.Rename(name);
                return Task.FromResult<Outcome<Nothing>>(Nothing.Instance);
            },
            asked.Stop);
    }

    public static Task<Outcome<Nothing>> MetricAsync(Asked asked, LogMetricRequest request) => RunAsync(
        asked, new(request.RunId ?? request.RunUuid, [new(request.Key, request.Value, request.Timestamp, request.Step)], null, null));

    public static Task<Outcome<Nothing>> ParamAsync(Asked asked, LogParamRequest request) => RunAsync(
        asked, new(request.RunId ?? request.RunUuid, null, [new(request.Key, request.Value)], null));

    public static Refusal? Decide(LogBatchRequest request)
    {
        var (metrics, settings, tags) = (request.Metrics ?? [], request.Params ?? [], request.Tags ?? []);
        var fault = Limits.Batch(metrics.Count, settings.Count, tags.Count);
        for (var at = 0; fault is null && at < metrics.Count; at++)
            fault = Metric(metrics[at]);
        return fault
            ?? settings.Select(Limits.Param).FirstOrDefault(one => one is not null)
            ?? tags.Select(Limits.Tag).FirstOrDefault(one => one is not null)
            ?? tags.Where(tag => tag.Key == CreateRun.NameTag).Select(tag => Limits.Value("run_name", tag.Value, Limits.RunNameLength)).FirstOrDefault();
    }

    private static Refusal? Metric(MetricMessage metric) =>
        Limits.Key("metric", metric.Key)
        ?? (metric.Value is null ? Faults.Missing($"metrics['{metric.Key}'].value") : null)
        ?? (metric.Timestamp is null ? Faults.Missing($"metrics['{metric.Key}'].timestamp") : null);

    private static IEnumerable<MetricPoint> Points(IReadOnlyList<MetricMessage> metrics) =>
        metrics.Select(metric => new MetricPoint(metric.Key!, metric.Step ?? 0, metric.Timestamp!.Value, metric.Value!.Value));

    private static Refusal Differs(string run, KeyValue param, string before) => Faults.Invalid(
        new($"記録 {run} のパラメータ「{param.Key}」は「{before}」と記録済みです。「{param.Value}」に変えることはできません。",
            $"Changing param values is not allowed. Param with key='{param.Key}' was already logged with value='{before}' for run ID='{run}'; the new value is '{param.Value}'."),
        new("別の名前で記録するか、新しい記録を始めてください。", "Log it under another name, or begin another run."));
}
