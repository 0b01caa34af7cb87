namespace Tsumugi.Models.Tracking.Wire;

public sealed record ExperimentMessage(
    string ExperimentId, string Name, string ArtifactLocation, string LifecycleStage, long LastUpdateTime, long CreationTime, IReadOnlyList<KeyValue> Tags);

public sealed record CreateExperimentRequest(string? Name, string? ArtifactLocation, IReadOnlyList<KeyValue>? Tags);

public sealed record ExperimentIdRequest(string? ExperimentId);

public sealed record ExperimentIdAnswer(string ExperimentId);

public sealed record ExperimentNameRequest(string? ExperimentName);

public sealed record ExperimentAnswer(ExperimentMessage Experiment);

public sealed record UpdateExperimentRequest(string? ExperimentId, string? NewName);

public sealed record ExperimentTagRequest(string? ExperimentId, string? Key, string? Value);

public sealed record SearchExperimentsRequest(
    long? MaxResults, string? PageToken, string? Filter, IReadOnlyList<string>? OrderBy, string? ViewType);

public sealed record SearchExperimentsAnswer(IReadOnlyList<ExperimentMessage> Experiments, string? NextPageToken);
