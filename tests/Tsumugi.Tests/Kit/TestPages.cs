using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Institutions;

namespace Tsumugi.Tests.Kit;

/// <summary>The hub's pages in a test hub, without the layout around them.</summary>
internal sealed class TestPages : ComponentBase
{
    public static void AddServices(IServiceCollection services) => services.AddRazorComponents();

    public static void Map(WebApplication app) =>
        app.MapRazorComponents<TestPages>().AddAdditionalAssemblies(typeof(InstitutionsRoom).Assembly);

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenComponent<Router>(0);
        builder.AddComponentParameter(1, nameof(Router.AppAssembly), typeof(InstitutionsRoom).Assembly);
        builder.AddComponentParameter(2, nameof(Router.Found), (RenderFragment<RouteData>)Page);
        builder.CloseComponent();
    }

    private static RenderFragment Page(RouteData route) => builder =>
    {
        builder.OpenComponent<RouteView>(0);
        builder.AddComponentParameter(1, nameof(RouteView.RouteData), route);
        builder.CloseComponent();
    };
}
