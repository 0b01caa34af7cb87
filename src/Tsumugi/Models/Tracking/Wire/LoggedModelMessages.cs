namespace Tsumugi.Models.Tracking.Wire;

public sealed record LoggedModelInfoMessage(
    string ModelId, string ExperimentId, string Name, long CreationTimestampMs, long LastUpdatedTimestampMs, string ArtifactUri, string Status,
    string CreatorId, string? ModelType, string? SourceRunId, IReadOnlyList<KeyValue> Tags);

public sealed record LoggedModelDataMessage(IReadOnlyList<KeyValue> Params, IReadOnlyList<MetricMessage> Metrics);

public sealed record LoggedModelMessage(LoggedModelInfoMessage Info, LoggedModelDataMessage Data);

public sealed record LoggedModelAnswer(LoggedModelMessage Model);

public sealed record CreateLoggedModelRequest(
    string? ExperimentId, string? Name, string? ModelType, string? SourceRunId, IReadOnlyList<KeyValue>? Params, IReadOnlyList<KeyValue>? Tags);

public sealed record LoggedModelIdRequest(string? ModelId, string? ArtifactDirectoryPath);

public sealed record FinalizeLoggedModelRequest(string? ModelId, string? Status);

public sealed record LoggedModelTagsRequest(string? ModelId, IReadOnlyList<KeyValue>? Tags);

public sealed record LoggedModelTagRequest(string? ModelId, string? TagKey);

public sealed record LoggedModelParamsRequest(string? ModelId, IReadOnlyList<KeyValue>? Params);

public sealed record FieldOrder(string? FieldName, bool? Ascending);

public sealed record SearchLoggedModelsRequest(
    IReadOnlyList<string>? ExperimentIds, string? Filter, long? MaxResults, IReadOnlyList<FieldOrder>? OrderBy, string? PageToken);

public sealed record SearchLoggedModelsAnswer(IReadOnlyList<LoggedModelMessage> Models, string? NextPageToken);
