using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Compute;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Federation.Rounds;
using Tsumugi.Federation.Sites;
using Tsumugi.Federation.Trainings;
using Tsumugi.Federation.Wire;
using Tsumugi.Hub;
using Tsumugi.Institutions;

namespace Tsumugi.Federation;

/// <summary>オールジャパン体制: sites of institutions train one model, and data stay where they are.</summary>
public sealed class FederationRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddScoped<SignedSites>();
        services.AddScoped<DeclareDataset>();
        services.AddScoped<BeginTraining>();
        services.AddScoped<PublishTraining>();
        services.AddSingleton<RoundSignals>();
        services.AddSingleton<FileHashes>();
        services.AddScoped<AdvanceRounds>();
        services.AddScoped<LeaseTask>();
        services.AddScoped<TaskWork>();
        services.AddHostedService<KeepRounds>();
        services.AddScoped<INodeSight, TrainingSight>();
        services.AddScoped<IEndsWithWithdrawal, EndWithdrawnTrainings>();
        services.AddSingleton(new NodeKind(FederatedTraining.NodeKind, new("連合学習", "Federated training"), id => $"/federation/trainings/{id}"));
        services.AddSingleton(new NodeKind(FederationSite.NodeKind, new("連合の拠点", "Site of the federation"), _ => "/federation"));
        services.AddSingleton(new MenuEntry(MenuGroup.Models, 3, "/integration", new("モデルの統合", "Integration"), "/federation"));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        FederationRoutes.Map(api);
        SiteRoutes.Map(api);
    }
}
