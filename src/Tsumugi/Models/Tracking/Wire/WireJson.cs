using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>The protocol's JSON: snake case, numbers also as text, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(NoRequest))]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(ServerInfo))]
[JsonSerializable(typeof(CreateExperimentRequest))]
[JsonSerializable(typeof(ExperimentIdRequest))]
[JsonSerializable(typeof(ExperimentIdAnswer))]
[JsonSerializable(typeof(ExperimentNameRequest))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(UpdateExperimentRequest))]
[JsonSerializable(typeof(ExperimentTagRequest))]
[JsonSerializable(typeof(SearchExperimentsRequest))]
[JsonSerializable(typeof(SearchExperimentsAnswer))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunInfoAnswer))]
[JsonSerializable(typeof(CreateRunRequest))]
[JsonSerializable(typeof(RunIdRequest))]
[JsonSerializable(typeof(UpdateRunRequest))]
[JsonSerializable(typeof(RunTagRequest))]
[JsonSerializable(typeof(LogParamRequest))]
[JsonSerializable(typeof(LogModelRequest))]
[JsonSerializable(typeof(LogInputsRequest))]
[JsonSerializable(typeof(LogOutputsRequest))]
[JsonSerializable(typeof(SearchRunsRequest))]
[JsonSerializable(typeof(SearchRunsAnswer))]
[JsonSerializable(typeof(ListArtifactsRequest))]
[JsonSerializable(typeof(ListArtifactsAnswer))]
[JsonSerializable(typeof(ProxyListAnswer))]
[JsonSerializable(typeof(LogMetricRequest))]
[JsonSerializable(typeof(LogBatchRequest))]
[JsonSerializable(typeof(MetricHistoryRequest))]
[JsonSerializable(typeof(MetricHistoryAnswer))]
[JsonSerializable(typeof(BulkHistoryRequest))]
[JsonSerializable(typeof(BulkHistoryAnswer))]
[JsonSerializable(typeof(LoggedModelAnswer))]
[JsonSerializable(typeof(CreateLoggedModelRequest))]
[JsonSerializable(typeof(LoggedModelIdRequest))]
[JsonSerializable(typeof(FinalizeLoggedModelRequest))]
[JsonSerializable(typeof(LoggedModelTagsRequest))]
[JsonSerializable(typeof(LoggedModelTagRequest))]
[JsonSerializable(typeof(LoggedModelParamsRequest))]
[JsonSerializable(typeof(SearchLoggedModelsRequest))]
[JsonSerializable(typeof(SearchLoggedModelsAnswer))]
[JsonSerializable(typeof(RegisteredModelAnswer))]
[JsonSerializable(typeof(ModelVersionAnswer))]
[JsonSerializable(typeof(ModelVersionsAnswer))]
[JsonSerializable(typeof(RegisteredModelsAnswer))]
[JsonSerializable(typeof(DownloadUriAnswer))]
[JsonSerializable(typeof(RegisteredModelRequest))]
[JsonSerializable(typeof(LatestVersionsRequest))]
[JsonSerializable(typeof(SearchRegistryRequest))]
[JsonSerializable(typeof(CreateModelVersionRequest))]
[JsonSerializable(typeof(ModelVersionRequest))]
[JsonSerializable(typeof(ModelTagRequest))]
[JsonSerializable(typeof(AliasRequest))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>The same with Japanese kept readable.</summary>
internal static class WireText
{
    public static readonly WireJson Json = new(new JsonSerializerOptions(WireJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
