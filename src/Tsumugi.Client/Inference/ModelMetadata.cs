using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Client.Inference;

/// <param name="Shape">−1 for a side that varies.</param>
public sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<long> Shape);

/// <summary>What a model takes and gives: <c>GET /v2/models/NAME</c>.</summary>
/// <param name="Versions">What may be asked for by name: the revisions of the repository.</param>
/// <param name="Platform">The family that serves it, for example <c>tsumugi_shared_space</c>.</param>
public sealed record ModelMetadata(
    string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<TensorMetadata> Inputs, IReadOnlyList<TensorMetadata> Outputs);

/// <summary><c>GET /v2</c>.</summary>
public sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>How the protocol says that something was refused or failed.</summary>
public sealed record InferError(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(InferError))]
public sealed partial class InferenceJson : JsonSerializerContext;
