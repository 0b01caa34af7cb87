using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Models;
using Tsumugi.Compute;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Search;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Benchmarks;
using Tsumugi.Models.Integration;
using Tsumugi.Models.Integration.Searches;
using Tsumugi.Models.Publishing;
using Tsumugi.Models.Serving;
using Tsumugi.Models.Serving.Nearest;
using Tsumugi.Models.Serving.Protocol;
using Tsumugi.Models.Serving.Sequences;
using Tsumugi.Models.Serving.Uses;
using Tsumugi.Models.Tracking;
using Tsumugi.Models.Tracking.Artifacts;
using Tsumugi.Models.Tracking.Metrics;
using Tsumugi.Models.Tracking.Runs;

namespace Tsumugi.Models;

/// <summary>基盤モデルの開発・改良・統合: model repositories, what training publishes, benchmarks, serving.</summary>
public sealed class ModelsRoom : IRoom
{
    private const string Kind = RepositoryKinds.Model;

    public static void AddServices(IServiceCollection services)
    {
        services.AddScoped<IJobKind, PretrainKind>();
        services.AddScoped<IJobKind, FinetuneKind>();
        services.AddScoped<IJobKind, ContinueKind>();
        services.AddScoped<IJobKind, MixtureKind>();
        services.AddScoped<IJobKind, AlignKind>();
        services.AddScoped<IJobKind, MeasureKind>();
        services.AddScoped<IJobKind, ConvertKind>();
        services.AddScoped<IJobKind, ExportKind>();
        services.AddScoped<IJobKind, MergeKind>();
        services.AddScoped<IJobKind, ConnectKind>();
        services.AddScoped<IJobKind, FuseKind>();
        services.AddSingleton<SearchTurns>();
        services.AddScoped<SubmitEvaluation>();
        services.AddScoped<BeginSearch>();
        services.AddScoped<CancelSearch>();
        services.AddScoped<AdvanceSearch>();
        services.AddHostedService<KeepSearches>();
        services.AddScoped<INodeSight, SearchSight>();
        services.AddSingleton(new NodeKind(MergeSearch.NodeKind, new("統合の探索", "Merge search"), id => $"/integration/searches/{id}"));
        services.AddSingleton<ModelServers>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelServers>());
        services.AddScoped<IEndsWithWithdrawal, EndWithdrawnServing>();
        services.AddSingleton<UseJournal>();
        services.AddSingleton<UseRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<UseRecorder>());
        services.AddSingleton<InferenceTurns>();
        services.AddScoped<GeneIndexes>();
        services.AddScoped<FindServed>();
        services.AddScoped<InferSequences>();
        services.AddSingleton(new NodeKind(Kind, new("モデル", "Model"), id => $"/models/{id}"));
        services.AddSingleton(new NodeKind("result", new("評価結果", "Result"), id => $"/results/{id}"));
        services.AddSingleton(new MenuEntry(MenuGroup.Models, 1, "/models", new("モデル", "Models")));
        services.AddScoped<INodeSight, RunSight>();
        services.AddSingleton<IContentUse, ArtifactUse>();
        services.AddSingleton(new NodeKind(TrackedRun.NodeKind, new("記録", "Run"), id => $"/runs/{id}"));
        services.AddSingleton(new MenuEntry(MenuGroup.Models, 2, "/runs", new("学習の記録", "Runs")));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        api.MapGet("/models", (ICallers callers, HubDb db, RepositoryIndex index, CancellationToken stop, string? search = null, int page = 1) =>
                RepositoryRoutes.ListAsync(callers, db, index, Kind, search, page, stop))
            .WithName("ListModels").WithSummary("Models that the caller may see, the last changed first; with words or parts of words, those that have them in name, title or tags.");
        api.MapGet("/models/{institution}/{name}", (ICallers callers, HubDb db, string institution, string name, CancellationToken stop) =>
                RepositoryRoutes.ShowAsync(callers, db, Kind, $"{institution}/{name}", stop))
            .WithName("ShowModel").WithSummary("A model with its revisions and its effective conditions.");
        api.MapGet("/models/{institution}/{name}/results", FindResults.ListAsync)
            .WithName("ListResults").WithSummary("What was measured of a model, newest first.");
        api.MapPost("/models/{institution}/{name}/infer", SequencesRoute.RunAsync)
            .Accepts<SequencesRequest>("application/json", "text/x-fasta", "text/plain").Produces<SequencesAnswer>()
            .WithName("InferSequences").WithSummary("From named sequences (JSON or FASTA) to vectors, scores by position and nearest genes; counted as a use of the model.");
        api.MapGet("/results/{id}", ResultCsv.ShowAsync).WithName("ShowResult").WithSummary("One result, for whoever may see its model.");
        api.MapGet("/results/{id}/figures.csv", ResultCsv.FiguresAsync).WithName("DownloadResult").WithSummary("A result's figures as CSV.");
        api.MapGet("/models/{institution}/{name}/revisions/{revision}/files/{**path}",
                (ICallers callers, HubDb db, AskDownload download, ContentStore content, string institution, string name, string revision, string path, CancellationToken stop) =>
                    RepositoryRoutes.FileAsync(callers, db, download, content, Kind, $"{institution}/{name}", revision, path, stop))
            .WithName("DownloadModelFile").WithSummary("One file of one revision.");
        SearchRoutes.Map(api);
        api.MapGet("/runs/{id}/metrics.csv", MetricCsv.RunAsync).WithName("DownloadRunMetrics").WithSummary("A run's points as CSV; key chooses one curve.");
    }

    public static void MapStandards(IEndpointRouteBuilder root)
    {
        TrackingRoutes.Map(root);
        ProtocolRoutes.Map(root);
    }
}
