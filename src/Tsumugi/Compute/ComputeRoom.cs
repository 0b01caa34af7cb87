using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Allocations.Pages;
using Tsumugi.Compute.Chains;
using Tsumugi.Compute.Commands;
using Tsumugi.Compute.Coordination;
using Tsumugi.Compute.Local;
using Tsumugi.Compute.Pages;
using Tsumugi.Compute.Practicals;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Slurm;
using Tsumugi.Compute.Slurm.Accounts;
using Tsumugi.Compute.Sweeps;
using Tsumugi.Compute.Tes;
using Tsumugi.Compute.Turns;
using Tsumugi.Compute.Usage;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Institutions.Notices;
using Tsumugi.Projects;
using Tsumugi.Talent.Practicals;

namespace Tsumugi.Compute;

/// <summary>計算資源: jobs, their executor, their progress.</summary>
public sealed class ComputeRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<JobSignals>();
        services.AddSingleton(TesRoutes.Service);
        services.AddSingleton<Recipes>();
        services.AddSingleton<AcceptJobs>();
        services.AddSingleton<HadLately>();
        services.AddScoped<PublishOutputs>();
        services.AddSingleton<FindSandbox>();
        services.AddScoped<IJobKind, CommandKind>();
        services.AddScoped<SubmitJob>();
        services.AddScoped<CancelJob>();
        services.AddScoped<CreateTask>();
        services.AddScoped<SubmitSweep>();
        services.AddScoped<CancelSweep>();
        services.AddHostedService<ReleaseHeldJobs>();
        services.AddSingleton<SiteSecrets>();
        services.AddSingleton<SiteStatuses>();
        services.AddScoped<SaveSite>();
        services.AddHostedService<EmbeddedSite>();
        services.AddSingleton<SlurmConnections>();
        services.AddSingleton<SlurmAccounts>();
        services.AddScoped<ReconcileSite>();
        AddExecutor<LocalExecutor>(services);
        AddExecutor<SlurmExecutor>(services);
        services.AddHostedService<AllocationUpkeep>();
        services.AddScoped<IPracticalRuns, RunPracticals>();
        services.AddHostedService<KeepChecking>();
        services.AddScoped<INodeSight, JobSight>();
        services.AddSingleton<IProjectResources, ProjectCredits>();
        services.AddScoped<IEndsWithWithdrawal, EndWithdrawnJobs>();
        services.AddSingleton(new ProjectSection(10, typeof(ProjectJobs)));
        services.AddSingleton(new ProjectSection(12, typeof(ProjectAllocations)));
        services.AddSingleton(new NodeKind(Allocation.NodeKind, new("計算資源の割り当て", "Allocation of compute"), id => $"/compute/allocations/{id}"));
        services.AddSingleton<INoticeSource, JobNotices>();
        services.AddSingleton<IPersonalRows, JobRows>();
        services.AddSingleton(new NodeKind(Job.NodeKind, new("ジョブ", "Job"), id => $"/jobs/{id}"));
        services.AddSingleton(new NodeKind(Sweep.NodeKind, new("スイープ", "Sweep"), id => $"/sweeps/{id}"));
        services.AddSingleton(new NodeKind("site", new("計算拠点", "Compute site"), id => $"/compute/sites/{id}"));
        services.AddSingleton(new NodeKind("hub", new("ハブ", "Hub"), _ => "/"));
        services.AddSingleton(new NodeKind("private", new("非公開", "Private"), _ => "/thread"));
        services.AddSingleton(new MenuEntry(MenuGroup.Compute, 1, "/jobs", new("ジョブ", "Jobs"), "/sweeps"));
        services.AddSingleton(new MenuEntry(MenuGroup.Compute, 2, "/compute/allocations", new("割り当て", "Allocations"), "/compute/usage", "/compute/coordination"));
        services.AddSingleton(new MenuEntry(MenuGroup.Compute, 3, "/compute/sites", new("計算拠点", "Compute sites")));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        api.MapGet("/recipes", JobRoutes.ListRecipes).WithName("ListRecipes").WithSummary("Recipes that a job can run.");
        api.MapGet("/jobs", JobRoutes.List).WithName("ListJobs").WithSummary("Jobs of the caller's institutions, newest first.");
        api.MapPost("/jobs", JobRoutes.Submit).WithName("SubmitJob").WithSummary("Runs a recipe.");
        api.MapGet("/jobs/{id}", JobRoutes.Show).WithName("ShowJob").WithSummary("One job with its state and progress.");
        api.MapGet("/jobs/{id}/metrics", JobRoutes.Metrics).WithName("ShowJobMetrics").WithSummary("Everything that the job measured, by name and step.");
        api.MapGet("/jobs/{id}/metrics.csv", JobRoutes.MetricsCsv).WithName("DownloadJobMetrics").WithSummary("The same as a table.");
        api.MapGet("/jobs/{id}/log", JobRoutes.Log).WithName("ShowJobLog").WithSummary("The job's log as plain text: all of it, its last lines (tail), or those that hold a text (q), which come with their numbers.");
        api.MapPost("/jobs/{id}/cancel", JobRoutes.Cancel).WithName("CancelJob").WithSummary("Stops a job.");
        api.MapGet("/compute/sites", SiteRoutes.List).WithName("ListSites").WithSummary("Sites where jobs run, with their health.").Produces<List<SiteView>>();
        api.MapGet("/compute/sites/{id}", SiteRoutes.Show).WithName("ShowSite").WithSummary("One site.").Produces<SiteView>();
        api.MapPut("/compute/sites/{id}", SiteRoutes.Save).WithName("SaveSite").WithSummary("Makes or changes a site (operators).").Produces<SiteView>();
        api.MapGet("/compute/sites/{id}/accounts", SiteRoutes.Compare).WithName("CompareSite").WithSummary("What the hub wants of a site's Slurm accounts against what is there (operators).").Produces<Reconciliation>();
        api.MapPost("/compute/sites/{id}/accounts/repair", SiteRoutes.Repair).WithName("RepairSite").WithSummary("Mends what is the hub's own and not as it should be (operators).").Produces<Reconciliation>();
        SweepRoutes.Map(api);
        AllocationRoutes.Map(api);
        CoordinationRoutes.Map(api);
        api.MapGet("/compute/usage", UsageRoutes.Show).WithName("ShowUsage").WithSummary("Usage by the engines' accounting, added up by the dimensions asked for.").Produces<List<UsageRow>>();
        api.MapGet("/compute/usage.csv", UsageRoutes.Csv).WithName("DownloadUsage").WithSummary("The same as a table.");
        api.MapGet("/compute/usage.parquet", UsageRoutes.Parquet).WithName("DownloadUsageParquet").WithSummary("The same as a table in Parquet.");
        api.MapGet("/compute/usage/metrics", UsageRoutes.Metrics).WithName("ScrapeUsage").WithSummary("The same as counters in OpenMetrics 1.0.");
    }

    public static void MapStandards(IEndpointRouteBuilder root) => TesRoutes.Map(root);

    /// <summary>One of the family: known by its engine, and at work as long as the hub is.</summary>
    private static void AddExecutor<T>(IServiceCollection services) where T : class, IExecutor, IHostedService
    {
        services.AddSingleton<T>();
        services.AddSingleton<IExecutor>(provider => provider.GetRequiredService<T>());
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
