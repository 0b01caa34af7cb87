namespace Tsumugi.Models.Tracking.Wire;

public sealed record RunInfoMessage(
    string RunId, string RunUuid, string RunName, string ExperimentId, string UserId, string Status,
    long StartTime, long? EndTime, string ArtifactUri, string LifecycleStage);

public sealed record RunDataMessage(IReadOnlyList<MetricMessage> Metrics, IReadOnlyList<KeyValue> Params, IReadOnlyList<KeyValue> Tags);

public sealed record DatasetMessage(string? Name, string? Digest, string? SourceType, string? Source, string? Schema, string? Profile);

public sealed record DatasetInputMessage(IReadOnlyList<KeyValue>? Tags, DatasetMessage? Dataset);

public sealed record ModelInputMessage(string? ModelId);

public sealed record ModelOutputMessage(string? ModelId, long? Step);

public sealed record RunInputsMessage(IReadOnlyList<DatasetInputMessage> DatasetInputs, IReadOnlyList<ModelInputMessage> ModelInputs);

public sealed record RunOutputsMessage(IReadOnlyList<ModelOutputMessage> ModelOutputs);

public sealed record RunMessage(RunInfoMessage Info, RunDataMessage Data, RunInputsMessage Inputs, RunOutputsMessage Outputs);

public sealed record RunAnswer(RunMessage Run);

public sealed record RunInfoAnswer(RunInfoMessage RunInfo);

public sealed record CreateRunRequest(string? ExperimentId, string? UserId, string? RunName, long? StartTime, IReadOnlyList<KeyValue>? Tags);

/// <summary>Old clients write <c>run_uuid</c>, new ones both.</summary>
public sealed record RunIdRequest(string? RunId, string? RunUuid);

public sealed record UpdateRunRequest(string? RunId, string? RunUuid, string? Status, long? EndTime, string? RunName);

public sealed record RunTagRequest(string? RunId, string? RunUuid, string? Key, string? Value);

public sealed record LogParamRequest(string? RunId, string? RunUuid, string? Key, string? Value);

public sealed record LogModelRequest(string? RunId, string? ModelJson);

public sealed record LogInputsRequest(string? RunId, IReadOnlyList<DatasetInputMessage>? Datasets, IReadOnlyList<ModelInputMessage>? Models);

public sealed record LogOutputsRequest(string? RunId, IReadOnlyList<ModelOutputMessage>? Models);

public sealed record SearchRunsRequest(
    IReadOnlyList<string>? ExperimentIds, string? Filter, string? RunViewType, long? MaxResults, IReadOnlyList<string>? OrderBy, string? PageToken);

public sealed record SearchRunsAnswer(IReadOnlyList<RunMessage> Runs, string? NextPageToken);

public sealed record ListArtifactsRequest(string? RunId, string? RunUuid, string? Path, string? PageToken);

public sealed record ListArtifactsAnswer(string RootUri, IReadOnlyList<FileMessage> Files);

public sealed record ProxyListAnswer(IReadOnlyList<FileMessage> Files);
