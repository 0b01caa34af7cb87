using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tsumugi.Tests.Kit;

/// <summary>The hub's pages in a test hub.</summary>
internal static class TestPages
{
    public static void AddServices(IServiceCollection services) => services.AddRazorComponents();

    public static void Map(WebApplication app) => _ = app;
}
