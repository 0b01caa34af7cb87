using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Applications;
using Tsumugi.Datasets.Archive;
using Tsumugi.Datasets.Captures;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Datasets.Catalogue.Sources;
using Tsumugi.Datasets.Concerns;
using Tsumugi.Datasets.Dois;
using Tsumugi.Datasets.Downloads;
using Tsumugi.Datasets.Drs;
using Tsumugi.Datasets.Genes;
using Tsumugi.Datasets.Harvest;
using Tsumugi.Datasets.Htsget;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Datasets.Linkage;
using Tsumugi.Datasets.Linkage.Routes;
using Tsumugi.Datasets.Linkage.Sets;
using Tsumugi.Datasets.Linkage.TogoId;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Obligations;
using Tsumugi.Datasets.Passports;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Datasets.Refget;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Datasets.Repositories.Search;
using Tsumugi.Datasets.Requests;
using Tsumugi.Datasets.Samples;
using Tsumugi.Datasets.ServiceRegistry;
using Tsumugi.Datasets.Tables;
using Tsumugi.Datasets.Tensors;
using Tsumugi.Datasets.Upkeep;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Instruments.Samples;
using Tsumugi.Projects;

namespace Tsumugi.Datasets;

/// <summary>データの連携・共用: repositories, their revisions, and genes brought in from GenBank files.</summary>
public sealed class DatasetsRoom : IRoom
{
    private const string Kind = RepositoryKinds.Dataset;

    public static void AddServices(IServiceCollection services)
    {
        HuggingFaceRoutes.AddServices(services);
        services.AddSingleton<GeneCatalogue>();
        services.AddSingleton<RepositoryIndex>();
        services.AddHostedService<ReadIndexAtStart>();
        services.AddScoped<ImportGenes>();
        services.AddScoped<WithdrawData>();
        services.AddScoped<WithdrawSample>();
        services.AddSingleton(new SampleSection(10, typeof(Samples.SampleDatasets)));
        services.AddSingleton(new RepositorySection(15, typeof(Samples.RevisionSamples)));
        services.AddSingleton(new RepositorySection(16, typeof(AcquisitionSettings)));
        services.AddSingleton(new InstrumentSection(10, typeof(InstrumentCaptures)));
        services.AddScoped<KeepPieces>();
        services.AddScoped<CheckContents>();
        services.AddSingleton<IContentUse, RepositoryContentUse>();
        services.AddSingleton<IContentUse, BroughtContentUse>();
        services.AddSingleton(new InstitutionSection(10, typeof(Pages.StorageUse)));
        services.AddScoped<ApplyForUse>();
        services.AddScoped<AskDownload>();
        services.AddScoped<MakeTicket>();
        services.AddScoped<FindSequence>();
        services.AddHostedService<ReadSequences>();
        services.AddSingleton(DrsRoutes.Service);
        services.AddSingleton(RefgetRoutes.Service);
        foreach (var kind in HtsgetKind.All)
            services.AddSingleton(HtsgetRoutes.Service(kind));
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
            services.AddScoped<INodeSight>(provider => new RepositoryNodeSight(provider.GetRequiredService<HubDb>(), kind));
        services.AddSingleton(new ProjectSection(5, typeof(Pages.ProjectData)));
        services.AddSingleton(new ProjectSection(20, typeof(Pages.ProjectRepositories)));
        services.AddSingleton(new ProjectSection(30, typeof(Pages.StorageUse)));
        services.AddSingleton<ContentUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<ContentUpkeep>());
        services.AddHostedService<SendDeposits>();
        services.AddSingleton<ReadTensors>();
        services.AddSingleton<TableProcess>();
        services.AddSingleton<TableCopies>();
        services.AddSingleton<LookIntoTables>();
        services.AddScoped<TableRoutes.Door>();
        services.AddSingleton<LinkLoader>();
        services.AddSingleton<LinkStores>();
        services.AddHostedService<LoadLinks>();
        services.AddScoped<ConvertIdentifiers>();
        AddCatalogue(services);
        services.AddSingleton(new NodeKind(Kind, new("データセット", "Dataset"), id => $"/datasets/{id}"));
        services.AddSingleton(new NodeKind(DataRequest.NodeKind, new("データの依頼", "Request for data"), id => $"/requests/{id}"));
        services.AddScoped<IssuePassport>();
        services.AddSingleton(new MenuEntry(MenuGroup.Data, 4, "/passport", new("パスポート", "Passport"), "/issuers"));
        services.AddSingleton(new MenuEntry(MenuGroup.Data, 5, "/obligations", new("義務", "Obligations")));
        services.AddSingleton(new MenuEntry(MenuGroup.Data, 2, "/links", new("ID 変換", "Convert identifiers")));
        services.AddSingleton(new MenuEntry(MenuGroup.Instruments, 2, "/samples", new("試料", "Samples")));
        services.AddSingleton(new MenuEntry(MenuGroup.Instruments, 3, "/requests", new("データの依頼", "Requests for data")));
        services.AddSingleton(new MenuEntry(MenuGroup.Data, 1, "/datasets", new("データ", "Datasets"), "/storage"));
    }

    private static void AddCatalogue(IServiceCollection services)
    {
        services.AddSingleton<CatalogueIndex>();
        services.AddHostedService<KeepCatalogue>();
        services.AddScoped<SearchCatalogue>();
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
            services.AddScoped<ICatalogueSource>(provider => new RepositoryRecords(provider.GetRequiredService<HubDb>(), provider.GetRequiredService<FindActing>(), kind));
        services.AddScoped<ICatalogueSource, ProjectRecords>();
        services.AddScoped<ICatalogueSource, CallRecords>();
        services.AddScoped<ICatalogueSource, ProposalRecords>();
        services.AddScoped<ICatalogueSource, InstrumentRecords>();
        services.AddScoped<ICatalogueSource, CourseRecords>();
        services.AddScoped<ICatalogueSource, HarvestedRecords>();
        services.AddSingleton<HarvestHttp>();
        services.AddScoped<RunHarvest>();
        services.AddHostedService<KeepHarvesting>();
        services.AddSingleton(new NodeKind(HarvestSource.NodeKind, new("ほかのカタログ", "Catalogue elsewhere"), _ => "/harvests"));
        services.AddSingleton(new NodeKind(HarvestedRecord.NodeKind, new("ほかのカタログの記録", "Record of another catalogue"), id => $"/records/{id}"));
        services.AddSingleton(new MenuEntry(MenuGroup.Search, 1, "/catalogue", new("カタログ", "Catalogue"), "/harvests", "/records"));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        CatalogueRoutes.Map(api);
        DcatRoutes.Map(api);
        HarvestRoutes.Map(api);
        api.MapGet("/datasets", (ICallers callers, HubDb db, RepositoryIndex index, CancellationToken stop, string? search = null, int page = 1) =>
                RepositoryRoutes.ListAsync(callers, db, index, Kind, search, page, stop))
            .WithName("ListDatasets").WithSummary("Datasets that the caller may see, the last changed first; with words or parts of words, those that have them in name, title or tags.");
        api.MapPost("/datasets", CreateAsync).WithName("CreateDataset").WithSummary("Begins a dataset of an institution.");
        api.MapGet("/datasets/{institution}/{name}", (ICallers callers, HubDb db, string institution, string name, CancellationToken stop) =>
                RepositoryRoutes.ShowAsync(callers, db, Kind, $"{institution}/{name}", stop))
            .WithName("ShowDataset").WithSummary("A dataset with its revisions and its effective conditions.");
        api.MapPost("/datasets/{institution}/{name}/genes", ImportAsync)
            .WithName("ImportGenes").WithSummary("Brings a GenBank file (plain or gzip) in as a new revision; the body is the file.")
            .WithMetadata(new DisableRequestSizeLimitAttribute());
        api.MapGet("/datasets/{institution}/{name}/revisions/{revision}/files/{**path}",
                (ICallers callers, HubDb db, AskDownload download, ContentStore content, string institution, string name, string revision, string path, CancellationToken stop) =>
                    RepositoryRoutes.FileAsync(callers, db, download, content, Kind, $"{institution}/{name}", revision, path, stop))
            .WithName("DownloadDatasetFile").WithSummary("One file of one revision.");
        MapReleases(api);
        StorageRoutes.Map(api);
        QuotaRoutes.Map(api);
        ConcernRoutes.Map(api);
        ObligationRoutes.Map(api);
        PassportRoutes.Map(api);
        ApplyRoutes.Map(api);
        ArchiveRoutes.Map(api);
        MetadataRoutes.Map(api);
        DoiRoutes.Map(api);
        WithdrawalRoutes.Map(api);
        SampleDataRoutes.Map(api);
        CaptureRoutes.Map(api);
        RequestRoutes.Map(api);
        TensorRoutes.Map(api);
        TableRoutes.Map(api);
        LinkRoutes.Map(api);
    }

    /// <summary>What datasets and models are let out by.</summary>
    internal static void MapReleases(IEndpointRouteBuilder api)
    {
        foreach (var kind in (string[])[RepositoryKinds.Dataset, RepositoryKinds.Model])
        {
            api.MapPost($"/{kind}s/{{institution}}/{{name}}/releases", (ICallers callers, HubDb db, string institution, string name, ReleaseRequest request, CancellationToken stop) =>
                    RepositoryRoutes.ReleaseAsync(callers, db, kind, $"{institution}/{name}", request, stop))
                .WithName(kind == Kind ? "ReleaseDatasetFile" : "ReleaseModelFile").WithSummary("Lets a file go out that was held back; for stewards of its institution.");
        }
    }

    public static void MapStandards(IEndpointRouteBuilder root)
    {
        HuggingFaceRoutes.Map(root);
        PrintedAddresses.Map(root);
        DrsRoutes.Map(root);
        HtsgetRoutes.Map(root);
        RefgetRoutes.Map(root);
        RegistryRoutes.Map(root);
        TogoIdRoutes.Map(root);
    }

    private static async Task<IResult> CreateAsync(ICallers callers, HubDb db, DiseaseOntologies diseases, DatasetRequest request, CancellationToken stop)
    {
        var read = CreateDataset.Read(request, diseases.Current);
        if (read.Refused)
            return read.Refusal!.ToProblem();
        var made = await read.Value.RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/datasets/{made.Value.Id}", RepositoryViews.Summary(made.Value, null));
    }

    private static async Task<IResult> ImportAsync(
        ICallers callers, HubDb db, ImportGenes import, HttpRequest request, string institution, string name, string file, CancellationToken stop)
    {
        var revision = await import.RunAsync(
            await callers.CurrentAsync(stop), $"{institution}/{name}", file, request.Body, DateTime.UtcNow, stop);
        return revision.Refused ? revision.Refusal!.ToProblem() : TypedResults.Ok(await RepositoryViews.RevisionAsync(db, revision.Value, stop));
    }
}
