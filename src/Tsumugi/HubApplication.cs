using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Compute;
using Tsumugi.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Evaluation;
using Tsumugi.Federation;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Instruments;
using Tsumugi.Models;
using Tsumugi.Projects;
using Tsumugi.Talent;
using Tsumugi.UseCases;

namespace Tsumugi;

/// <summary>The whole hub: its rooms in the order of the arrows, left to right.</summary>
public static class HubApplication
{
    /// <summary>Room for what is kept in memory of revisions (vectors, gene lists); least used goes first.</summary>
    private const long CacheBytes = 48L << 20;

    public static void AddHub(this IServiceCollection services, HubOptions options)
    {
        services.AddSingleton(options);
        services.AddContent();
        services.AddMemoryCache(cache => cache.SizeLimit = CacheBytes);
        services.AddHubDb();
        AddRoom<InstitutionsRoom>(services);
        AddRoom<EthicsRoom>(services);
        AddRoom<ProjectsRoom>(services);
        AddRoom<TalentRoom>(services);
        AddRoom<InstrumentsRoom>(services);
        AddRoom<DatasetsRoom>(services);
        AddRoom<ComputeRoom>(services);
        AddRoom<ModelsRoom>(services);
        AddRoom<UseCasesRoom>(services);
        AddRoom<EvaluationRoom>(services);
        AddRoom<FederationRoom>(services);
    }

    public static void MapHub(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").DisableAntiforgery();
        InstitutionsRoom.MapRoutes(api);
        EthicsRoom.MapRoutes(api);
        ProjectsRoom.MapRoutes(api);
        TalentRoom.MapRoutes(api);
        InstrumentsRoom.MapRoutes(api);
        DatasetsRoom.MapRoutes(api);
        ComputeRoom.MapRoutes(api);
        ModelsRoom.MapRoutes(api);
        UseCasesRoom.MapRoutes(api);
        EvaluationRoom.MapRoutes(api);
        FederationRoom.MapRoutes(api);
        InstitutionsRoom.MapStandards(app);
        EthicsRoom.MapStandards(app);
        DatasetsRoom.MapStandards(app);
        ComputeRoom.MapStandards(app);
        ModelsRoom.MapStandards(app);
    }

    /// <summary>Migrates the records of a folder that is held already, and makes sure that somebody can sign in.</summary>
    /// <returns>Where the first password lies; null when there was an account.</returns>
    /// <exception cref="StateFolderException">When the folder cannot be used.</exception>
    public static async Task<string?> PrepareAsync(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        var (options, db) = (services.GetRequiredService<HubOptions>(), scope.ServiceProvider.GetRequiredService<HubDb>());
        var content = services.GetRequiredService<ContentStore>();
        await StateFolder.BringUpToDateAsync(options, db, content, stop);
        if (services.GetRequiredService<IXorbFiles>() is XorbBucket bucket)
            await bucket.CheckAsync(stop);
        await UpgradeRevisions.RunAsync(db, options, content, stop);
        await WarmGate.RunAsync(db, DateTime.UtcNow, stop);
        return await FirstStart.RunAsync(db, options, stop);
    }

    private static void AddRoom<TRoom>(IServiceCollection services) where TRoom : IRoom => TRoom.AddServices(services);
}
