using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Client.Jobs;

/// <summary>Serialisation of everything that hub and worker say to each other.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobOrder))]
[JsonSerializable(typeof(JobResult))]
[JsonSerializable(typeof(ProgressLine))]
[JsonSerializable(typeof(RetrievalReport))]
[JsonSerializable(typeof(List<StepRecord>))]
public sealed partial class JobJson : JsonSerializerContext;
