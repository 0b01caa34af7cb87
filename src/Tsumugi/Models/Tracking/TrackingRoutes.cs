using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;
using Tsumugi.Models.Tracking.Artifacts;
using Tsumugi.Models.Tracking.Experiments;
using Tsumugi.Models.Tracking.LoggedModels;
using Tsumugi.Models.Tracking.Metrics;
using Tsumugi.Models.Tracking.Registry;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking;

/// <summary>MLflow's addresses, as its clients know them.</summary>
internal static class TrackingRoutes
{
    /// <summary>The version of MLflow's interface that is answered here.</summary>
    private const string Version = "3.0.0";

    public static void Map(IEndpointRouteBuilder root)
    {
        var all = root.MapGroup("").WithMetadata(WireErrors.Form).ExcludeFromDescription();
        all.MapGet("/version", () => TypedResults.Text(Version));
        foreach (var beginning in (string[])["/api", "/ajax-api"])
        {
            MapExperiments(new(all.MapGroup($"{beginning}/2.0/mlflow/experiments")));
            MapRuns(new(all.MapGroup($"{beginning}/2.0/mlflow")));
            MapLoggedModels(new(all.MapGroup($"{beginning}/2.0/mlflow/logged-models")));
            MapRegisteredModels(new(all.MapGroup($"{beginning}/2.0/mlflow/registered-models")));
            MapModelVersions(new(all.MapGroup($"{beginning}/2.0/mlflow/model-versions")));
            ArtifactRoutes.Map(all.MapGroup($"{beginning}/2.0/mlflow-artifacts"));
            var info = new WireRoutes(all.MapGroup($"{beginning}/3.0/mlflow"));
            info.Get<NoRequest, ServerInfo>("server-info", (_, _) => Task.FromResult<Outcome<ServerInfo>>(new ServerInfo("SqlStore", false, false, false, false)));
            foreach (var other in (string[])["2.0/mlflow", "3.0/mlflow", "2.0/mlflow-artifacts"])
                all.Map($"{beginning}/{other}/{{**rest}}", (string? rest) => NoEndpoint(rest).ToProblem());
        }
    }

    private static void MapExperiments(WireRoutes routes)
    {
        routes.Post<CreateExperimentRequest, ExperimentIdAnswer>("create", CreateExperiment.RunAsync);
        routes.Get<ExperimentIdRequest, ExperimentAnswer>("get", ShowExperiment.RunAsync);
        routes.Get<ExperimentNameRequest, ExperimentAnswer>("get-by-name", ShowExperiment.ByNameAsync);
        routes.Post<SearchExperimentsRequest, SearchExperimentsAnswer>("search", SearchExperiments.RunAsync);
        routes.Get<SearchExperimentsRequest, SearchExperimentsAnswer>("search", SearchExperiments.RunAsync);
        routes.Post<UpdateExperimentRequest, Nothing>("update", ChangeExperiment.RenameAsync);
        routes.Post<ExperimentIdRequest, Nothing>("delete", ChangeExperiment.DeleteAsync);
        routes.Post<ExperimentIdRequest, Nothing>("restore", ChangeExperiment.RestoreAsync);
        routes.Post<ExperimentTagRequest, Nothing>("set-experiment-tag", ChangeExperiment.SetTagAsync);
        routes.Post<ExperimentTagRequest, Nothing>("delete-experiment-tag", ChangeExperiment.DeleteTagAsync);
    }

    private static void MapRuns(WireRoutes routes)
    {
        routes.Post<CreateRunRequest, RunAnswer>("runs/create", CreateRun.RunAsync);
        routes.Get<RunIdRequest, RunAnswer>("runs/get", ShowRun.RunAsync);
        routes.Post<UpdateRunRequest, RunInfoAnswer>("runs/update", UpdateRun.RunAsync);
        routes.Post<RunIdRequest, Nothing>("runs/delete", DeleteRun.RunAsync);
        routes.Post<RunIdRequest, Nothing>("runs/restore", DeleteRun.RestoreAsync);
        routes.Post<LogMetricRequest, Nothing>("runs/log-metric", LogBatch.MetricAsync);
        routes.Post<LogParamRequest, Nothing>("runs/log-parameter", LogBatch.ParamAsync);
        routes.Post<LogBatchRequest, Nothing>("runs/log-batch", LogBatch.RunAsync, WireRoutes.BatchBytes);
        routes.Post<RunTagRequest, Nothing>("runs/set-tag", SetRunTag.RunAsync);
        routes.Post<RunTagRequest, Nothing>("runs/delete-tag", SetRunTag.DeleteAsync);
        routes.Post<LogModelRequest, Nothing>("runs/log-model", LogModel.RunAsync);
        routes.Post<SearchRunsRequest, SearchRunsAnswer>("runs/search", SearchRuns.RunAsync);
        routes.Post<LogInputsRequest, Nothing>("runs/log-inputs", LogInputs.RunAsync);
        routes.Post<LogOutputsRequest, Nothing>("runs/outputs", LogInputs.OutputsAsync);
        routes.Get<ListArtifactsRequest, ListArtifactsAnswer>("artifacts/list", ListArtifacts.RunAsync);
        routes.Get<MetricHistoryRequest, MetricHistoryAnswer>("metrics/get-history", MetricHistory.RunAsync);
        routes.Get<BulkHistoryRequest, BulkHistoryAnswer>("metrics/get-history-bulk-interval", MetricHistory.BulkAsync);
    }

    private static void MapLoggedModels(WireRoutes routes)
    {
        routes.Post<CreateLoggedModelRequest, LoggedModelAnswer>("", CreateLoggedModel.RunAsync);
        routes.Post<SearchLoggedModelsRequest, SearchLoggedModelsAnswer>("search", SearchLoggedModels.RunAsync);
        routes.Get<LoggedModelIdRequest, LoggedModelAnswer>("{model_id}", ShowLoggedModel.RunAsync);
        routes.Patch<FinalizeLoggedModelRequest, LoggedModelAnswer>("{model_id}", ChangeLoggedModel.FinalizeAsync);
        routes.Delete<LoggedModelIdRequest, Nothing>("{model_id}", ChangeLoggedModel.DeleteAsync);
        routes.Patch<LoggedModelTagsRequest, LoggedModelAnswer>("{model_id}/tags", ChangeLoggedModel.SetTagsAsync);
        routes.Delete<LoggedModelTagRequest, Nothing>("{model_id}/tags/{tag_key}", ChangeLoggedModel.DeleteTagAsync);
        routes.Post<LoggedModelParamsRequest, Nothing>("{model_id}/params", ChangeLoggedModel.AddParamsAsync);
        routes.Get<LoggedModelIdRequest, ListArtifactsAnswer>("{model_id}/artifacts/directories", ShowLoggedModel.FilesAsync);
    }

    private static void MapRegisteredModels(WireRoutes routes)
    {
        routes.Post<RegisteredModelRequest, RegisteredModelAnswer>("create", RegisterModel.RunAsync);
        routes.Get<RegisteredModelRequest, RegisteredModelAnswer>("get", ChangeModel.ShowAsync);
        routes.Get<SearchRegistryRequest, RegisteredModelsAnswer>("search", SearchModels.RunAsync);
        routes.Post<RegisteredModelRequest, RegisteredModelAnswer>("rename", ChangeModel.RenameAsync);
        routes.Patch<RegisteredModelRequest, RegisteredModelAnswer>("update", ChangeModel.DescribeAsync);
        routes.Delete<RegisteredModelRequest, Nothing>("delete", ChangeModel.DeleteAsync);
        routes.Post<LatestVersionsRequest, ModelVersionsAnswer>("get-latest-versions", ChangeModel.LatestAsync);
        routes.Get<LatestVersionsRequest, ModelVersionsAnswer>("get-latest-versions", ChangeModel.LatestAsync);
        routes.Post<ModelTagRequest, Nothing>("set-tag", TagModel.SetAsync);
        routes.Delete<ModelTagRequest, Nothing>("delete-tag", TagModel.DeleteAsync);
        routes.Post<AliasRequest, Nothing>("alias", AliasModel.SetAsync);
        routes.Delete<AliasRequest, Nothing>("alias", AliasModel.DeleteAsync);
        routes.Get<AliasRequest, ModelVersionAnswer>("alias", AliasModel.ShowAsync);
    }

    private static void MapModelVersions(WireRoutes routes)
    {
        routes.Post<CreateModelVersionRequest, ModelVersionAnswer>("create", AddVersion.RunAsync);
        routes.Get<ModelVersionRequest, ModelVersionAnswer>("get", ChangeVersion.ShowAsync);
        routes.Get<SearchRegistryRequest, ModelVersionsAnswer>("search", SearchModels.VersionsAsync);
        routes.Get<ModelVersionRequest, DownloadUriAnswer>("get-download-uri", ChangeVersion.DownloadUriAsync);
        routes.Patch<ModelVersionRequest, ModelVersionAnswer>("update", ChangeVersion.DescribeAsync);
        routes.Post<ModelVersionRequest, ModelVersionAnswer>("transition-stage", ChangeVersion.StageAsync);
        routes.Delete<ModelVersionRequest, Nothing>("delete", ChangeVersion.DeleteAsync);
        routes.Post<ModelTagRequest, Nothing>("set-tag", TagModel.SetAsync);
        routes.Delete<ModelTagRequest, Nothing>("delete-tag", TagModel.DeleteAsync);
    }

    private static Refusal NoEndpoint(string? path) => new(
        "endpoint-not-found", 404,
        new($"MLflow の {path} には対応していません。", $"MLflow's {path} is not answered here."),
        new("文書にある範囲の機能を使ってください。", "Use what the documentation lists."));
}
