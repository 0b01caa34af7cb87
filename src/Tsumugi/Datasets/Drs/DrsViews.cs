using System.Text.Json.Serialization;

namespace Tsumugi.Datasets.Drs;

/// <summary>A blob or a bundle, as the standard writes it.</summary>
public sealed record DrsObject
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("self_uri")]
    public required string SelfUri { get; init; }

    [JsonPropertyName("size")]
    public required long Size { get; init; }

    [JsonPropertyName("created_time")]
    public required string CreatedTime { get; init; }

    [JsonPropertyName("version")]
    public string? Version { get; init; }

    [JsonPropertyName("mime_type")]
    public string? MimeType { get; init; }

    [JsonPropertyName("checksums")]
    public required IReadOnlyList<DrsChecksum> Checksums { get; init; }

    [JsonPropertyName("access_methods")]
    public IReadOnlyList<DrsAccessMethod>? AccessMethods { get; init; }

    [JsonPropertyName("contents")]
    public IReadOnlyList<DrsContents>? Contents { get; init; }

    [JsonPropertyName("description")]
    public string? Description { get; init; }

    [JsonPropertyName("aliases")]
    public IReadOnlyList<string>? Aliases { get; init; }
}

public sealed record DrsChecksum([property: JsonPropertyName("checksum")] string Checksum, [property: JsonPropertyName("type")] string Type)
{
    public static DrsChecksum Sha256(string hash) => new(hash, "sha-256");
}

public sealed record DrsAccessMethod(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("access_id")] string AccessId,
    [property: JsonPropertyName("authorizations")] DrsAuthorizations Authorizations)
{
    /// <summary>The one way to bytes: an address of this hub that carries its own permission.</summary>
    public const string Https = "https";

    public static DrsAccessMethod For(string id) => new(Https, Https, new(id));
}

/// <summary>What a caller may send to be let in.</summary>
public sealed record DrsAuthorizations([property: JsonPropertyName("drs_object_id")] string ObjectId)
{
    [JsonPropertyName("supported_types")]
    public IReadOnlyList<string> SupportedTypes { get; } = ["BearerAuth"];
}

public sealed record DrsContents
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("drs_uri")]
    public required IReadOnlyList<string> DrsUri { get; init; }

    /// <summary>Of a bundle within, when the caller asked for everything at once.</summary>
    [JsonPropertyName("contents")]
    public IReadOnlyList<DrsContents>? Contents { get; init; }
}

public sealed record DrsAccessUrl([property: JsonPropertyName("url")] string Url);

public sealed record DrsBulkAccessUrl(
    [property: JsonPropertyName("drs_object_id")] string ObjectId, [property: JsonPropertyName("drs_access_id")] string AccessId, [property: JsonPropertyName("url")] string Url);

public sealed record DrsSummary(
    [property: JsonPropertyName("requested")] int Requested, [property: JsonPropertyName("resolved")] int Resolved, [property: JsonPropertyName("unresolved")] int Unresolved);

public sealed record DrsUnresolved(
    [property: JsonPropertyName("error_code")] int ErrorCode, [property: JsonPropertyName("object_ids")] IReadOnlyList<string> ObjectIds);

public sealed record DrsError([property: JsonPropertyName("msg")] string Msg, [property: JsonPropertyName("status_code")] int StatusCode);

public sealed record DrsBulkRequest([property: JsonPropertyName("bulk_object_ids")] IReadOnlyList<string>? BulkObjectIds);

public sealed record DrsBulkAccessRequest([property: JsonPropertyName("bulk_object_access_ids")] IReadOnlyList<DrsBulkAccessIds>? BulkObjectAccessIds);

public sealed record DrsBulkAccessIds(
    [property: JsonPropertyName("bulk_object_id")] string BulkObjectId, [property: JsonPropertyName("bulk_access_ids")] IReadOnlyList<string>? BulkAccessIds);
