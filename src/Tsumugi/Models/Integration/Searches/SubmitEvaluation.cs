using System.Globalization;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Integration;
using Tsumugi.Compute;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Merging.Configuration;

namespace Tsumugi.Models.Integration.Searches;

/// <summary>Submits the two jobs of an evaluation: a merge, and a benchmark that waits for it. Done again it finds the same jobs.</summary>
public sealed class SubmitEvaluation(SubmitJob submit, CancelJob cancel)
{
    public async Task<Outcome<(Job Merge, Job Benchmark)>> RunAsync(Caller caller, string search, MergeSearchRequest request, SearchEvaluation evaluation, DateTime now, CancellationToken stop)
    {
        var number = evaluation.Number.ToString("000", CultureInfo.InvariantCulture);
        var merge = await submit.RunAsync(
            caller,
            request.Merge with
            {
                Configuration = ConfigurationText.With(request.Merge.Configuration!, evaluation.Values),
                Output = $"{request.Merge.Output}-{number}",
                IdempotencyKey = $"{search}-{number}-merge",
            },
            now, stop);
        if (merge.Refused)
            return In("merge", merge.Refusal!);
        var benchmark = await submit.RunAsync(
            caller,
            request.Benchmark with
            {
                Inputs = new Dictionary<string, string>(request.Benchmark.Inputs) { [request.Input] = merge.Value.Node.ToString() },
                Output = request.Benchmark.Output is { } output ? $"{output}-{number}" : null,
                IdempotencyKey = $"{search}-{number}-benchmark",
            },
            now, stop);
        if (!benchmark.Refused)
            return (merge.Value, benchmark.Value);
        await cancel.RunAsync(caller, merge.Value.Id, now, stop);
        return In("benchmark", benchmark.Refusal!);
    }

    /// <summary>The fields of a job are said as fields of the search.</summary>
    private static Refusal In(string job, Refusal refusal) => refusal with { Fields = refusal.Fields.ToDictionary(field => $"{job}.{field.Key}", field => field.Value) };
}
