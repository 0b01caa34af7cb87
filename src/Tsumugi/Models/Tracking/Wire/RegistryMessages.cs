namespace Tsumugi.Models.Tracking.Wire;

public sealed record AliasMessage(string Alias, string Version);

public sealed record RegisteredModelMessage(
    string Name, long CreationTimestamp, long LastUpdatedTimestamp, string? Description,
    IReadOnlyList<ModelVersionMessage> LatestVersions, IReadOnlyList<KeyValue> Tags, IReadOnlyList<AliasMessage> Aliases);

public sealed record ModelVersionMessage(
    string Name, string Version, long CreationTimestamp, long LastUpdatedTimestamp, string UserId, string CurrentStage, string Description,
    string Source, string? RunId, string Status, string? RunLink, string? ModelId, IReadOnlyList<KeyValue> Tags, IReadOnlyList<string> Aliases);

public sealed record RegisteredModelAnswer(RegisteredModelMessage RegisteredModel);

public sealed record ModelVersionAnswer(ModelVersionMessage ModelVersion);

public sealed record ModelVersionsAnswer(IReadOnlyList<ModelVersionMessage> ModelVersions, string? NextPageToken);

public sealed record RegisteredModelsAnswer(IReadOnlyList<RegisteredModelMessage> RegisteredModels, string? NextPageToken);

public sealed record DownloadUriAnswer(string ArtifactUri);

public sealed record RegisteredModelRequest(string? Name, string? Description, string? NewName, IReadOnlyList<KeyValue>? Tags);

public sealed record LatestVersionsRequest(string? Name, IReadOnlyList<string>? Stages);

public sealed record SearchRegistryRequest(string? Filter, long? MaxResults, IReadOnlyList<string>? OrderBy, string? PageToken);

public sealed record CreateModelVersionRequest(
    string? Name, string? Source, string? RunId, string? RunLink, string? Description, string? ModelId, IReadOnlyList<KeyValue>? Tags);

public sealed record ModelVersionRequest(string? Name, string? Version, string? Description, string? Stage, bool? ArchiveExistingVersions);

/// <param name="Version">Null for a tag of the model itself.</param>
public sealed record ModelTagRequest(string? Name, string? Version, string? Key, string? Value);

public sealed record AliasRequest(string? Name, string? Alias, string? Version);
