using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions;

/// <summary>People, institutions, membership, sign-in and access tokens.</summary>
public sealed class InstitutionsRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSignIn();
        services.AddScoped<SignInWithPassword>();
        services.AddSingleton(new MenuEntry(80, "/institutions", new("研究機関", "Institutions")));
        services.AddSingleton(new NodeKind("institution", new("研究機関", "institution"), id => $"/institutions/{id}"));
        services.AddSingleton(new NodeKind("person", new("人", "person"), id => $"/people/{id}"));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
    }
}
