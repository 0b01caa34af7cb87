namespace Tsumugi.Models.Tracking.Wire;

/// <param name="Value">Not-a-number and the infinities are written as text: <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.</param>
/// <param name="Timestamp">Milliseconds since 1970.</param>
public sealed record MetricMessage(string? Key, double? Value, long? Timestamp, long? Step)
{
    /// <summary>Only in answers over several runs.</summary>
    public string? RunId { get; init; }
}

public sealed record LogMetricRequest(string? RunId, string? RunUuid, string? Key, double? Value, long? Timestamp, long? Step);

public sealed record LogBatchRequest(
    string? RunId, IReadOnlyList<MetricMessage>? Metrics, IReadOnlyList<KeyValue>? Params, IReadOnlyList<KeyValue>? Tags);

public sealed record MetricHistoryRequest(string? RunId, string? RunUuid, string? MetricKey, long? MaxResults, string? PageToken);

public sealed record MetricHistoryAnswer(IReadOnlyList<MetricMessage> Metrics, string? NextPageToken);

public sealed record BulkHistoryRequest(IReadOnlyList<string>? RunIds, string? MetricKey, long? StartStep, long? EndStep, int? MaxResults);

public sealed record BulkHistoryAnswer(IReadOnlyList<MetricMessage> Metrics);
