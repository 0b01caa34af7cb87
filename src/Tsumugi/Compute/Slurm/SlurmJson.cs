using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Compute.Slurm;

/// <summary>Serialisation of what hub and slurmrestd say to each other.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SubmitAnswer))]
[JsonSerializable(typeof(PlainAnswer))]
[JsonSerializable(typeof(JobsAnswer))]
[JsonSerializable(typeof(PartitionsAnswer))]
[JsonSerializable(typeof(NodesAnswer))]
[JsonSerializable(typeof(AccountingAnswer))]
[JsonSerializable(typeof(SlurmSubmission))]
internal sealed partial class SlurmJson : JsonSerializerContext;
