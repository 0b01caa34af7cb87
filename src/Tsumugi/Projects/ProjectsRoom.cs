using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client;
using Tsumugi.Client.Projects;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Institutions.Notices;
using Tsumugi.Projects.Applications;
using Tsumugi.Projects.Calls;
using Tsumugi.Projects.Calls.Reviews;
using Tsumugi.Projects.Plans;

namespace Tsumugi.Projects;

/// <summary>研究プロジェクト: who works together on what, and what each may use data for.</summary>
public sealed class ProjectsRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddScoped<FindActing>();
        services.AddScoped<CloseProject>();
        services.AddScoped<AwardProposal>();
        services.AddScoped<DecideChange>();
        services.AddScoped<INodeSight, ProposalSight>();
        services.AddScoped<INodeSight, ReviewSight>();
        services.AddSingleton<INoticeSource, ApplicationNotices>();
        services.AddSingleton<INoticeSource, ProposalNotices>();
        services.AddSingleton<IPersonalRows, MemberRows>();
        services.AddSingleton(new NodeKind(Review.NodeKind, new("審査", "Review"), id => $"/proposals/{id.Split('/')[0]}"));
        services.AddSingleton(new NodeKind(Call.NodeKind, new("公募", "Call"), id => $"/calls/{id}"));
        services.AddSingleton(new NodeKind(Proposal.NodeKind, new("課題提案", "Proposal"), id => $"/proposals/{id}"));
        services.AddSingleton(new MenuEntry(MenuGroup.Projects, 2, "/calls", new("公募と採択", "Calls"), "/proposals"));
        services.AddSingleton(new NodeKind(Project.NodeKind, new("プロジェクト", "Project"), id => $"/projects/{id}"));
        services.AddSingleton(new NodeKind(UseApplication.NodeKind, new("利用申請", "Application"), id => $"/applications/{id}"));
        services.AddSingleton(new MenuEntry(MenuGroup.Data, 3, "/applications", new("利用申請", "Applications")));
        services.AddSingleton(new MenuEntry(MenuGroup.Projects, 1, "/projects", new("プロジェクト", "Projects")));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        ApplicationRoutes.Map(api);
        CallRoutes.Map(api);
        ProposalRoutes.Map(api);
        PlanRoutes.Map(api);
        api.MapGet("/projects", ProjectRoutes.List).WithName("ListProjects").WithSummary("All projects, newest first").Produces<Paged<ProjectView>>();
        api.MapPost("/projects", ProjectRoutes.Begin).WithName("BeginProject").WithSummary("Begin a project; you lead it")
            .Produces<ProjectView>(StatusCodes.Status201Created);
        api.MapGet("/projects/{id}", ProjectRoutes.Show).WithName("ShowProject").WithSummary("One project with its people and approvals").Produces<ProjectDetail>();
        api.MapPut("/projects/{id}", ProjectRoutes.Change).WithName("ChangeProject").WithSummary("Change what is said of a project (its leads)").Produces<ProjectView>();
        api.MapPost("/projects/{id}/close", ProjectRoutes.Close).WithName("CloseProject").WithSummary("End a project (its leads)").Produces<ProjectView>();
        api.MapPut("/projects/{id}/members/{person}", ProjectRoutes.AddMember).WithName("AddProjectMember")
            .WithSummary("Take a person into a project (its leads)").Produces(StatusCodes.Status204NoContent);
        api.MapDelete("/projects/{id}/members/{person}", ProjectRoutes.RemoveMember).WithName("RemoveProjectMember")
            .WithSummary("End a person's part in a project (its leads)").Produces(StatusCodes.Status204NoContent);
        api.MapPost("/projects/{id}/approvals", ProjectRoutes.RegisterApproval).WithName("RegisterApproval")
            .WithSummary("Enter an ethics committee's approval (its leads)").Produces<ApprovalView>(StatusCodes.Status201Created);
        api.MapPost("/projects/{id}/approvals/{approval}/confirm", ProjectRoutes.ConfirmApproval).WithName("ConfirmApproval")
            .WithSummary("Confirm an approval that somebody else entered (stewards)").Produces<ApprovalView>();
        api.MapPost("/projects/{id}/approvals/{approval}/end", ProjectRoutes.EndApproval).WithName("EndApproval")
            .WithSummary("An approval holds no longer (its leads)").Produces<ApprovalView>();
    }
}
