using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Compute.Local;
using Tsumugi.Compute.Pages;
using Tsumugi.Hub;
using Tsumugi.Projects;

namespace Tsumugi.Compute;

/// <summary>計算資源: jobs, their executor, their progress.</summary>
public sealed class ComputeRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<JobSignals>();
        services.AddSingleton<Recipes>();
        services.AddScoped<SubmitJob>();
        services.AddScoped<CancelJob>();
        services.AddSingleton<LocalExecutor>();
        services.AddHostedService(provider => provider.GetRequiredService<LocalExecutor>());
        services.AddScoped<VisibleLineage>();
        services.AddSingleton(new ProjectSection(10, typeof(ProjectJobs)));
        services.AddSingleton(new NodeKind("job", new("ジョブ", "Job"), id => $"/jobs/{id}"));
        services.AddSingleton(new NodeKind("hub", new("ハブ", "Hub"), _ => "/"));
        services.AddSingleton(new NodeKind("private", new("非公開", "Private"), _ => "/thread"));
        services.AddSingleton(new MenuEntry(30, "/jobs", new("ジョブ", "Jobs")));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        api.MapGet("/recipes", JobRoutes.ListRecipes).WithName("ListRecipes").WithSummary("Recipes that a job can run.");
        api.MapGet("/jobs", JobRoutes.List).WithName("ListJobs").WithSummary("Jobs of the caller's institutions, newest first.");
        api.MapPost("/jobs", JobRoutes.Submit).WithName("SubmitJob").WithSummary("Runs a recipe.");
        api.MapGet("/jobs/{id}", JobRoutes.Show).WithName("ShowJob").WithSummary("One job with its state and progress.");
        api.MapGet("/jobs/{id}/metrics", JobRoutes.Metrics).WithName("ShowJobMetrics").WithSummary("Everything that the job measured, by name and step.");
        api.MapGet("/jobs/{id}/metrics.csv", JobRoutes.MetricsCsv).WithName("DownloadJobMetrics").WithSummary("The same as a table.");
        api.MapGet("/jobs/{id}/log", JobRoutes.Log).WithName("ShowJobLog").WithSummary("The job's log as plain text.");
        api.MapPost("/jobs/{id}/cancel", JobRoutes.Cancel).WithName("CancelJob").WithSummary("Stops a job.");
    }
}
