using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub.Language;

namespace Tsumugi.Hub;

/// <summary>A room of the hub: what it adds to the services, the routes and the menu.</summary>
public interface IRoom
{
    static abstract void AddServices(IServiceCollection services);

    /// <summary>Adds routes under <c>/api/v1</c>.</summary>
    static abstract void MapRoutes(IEndpointRouteBuilder api);

    /// <summary>Adds routes whose addresses a standard fixed outside <c>/api/v1</c>.</summary>
    static virtual void MapStandards(IEndpointRouteBuilder root)
    {
    }
}

/// <summary>One line of the menu.</summary>
public sealed record MenuEntry(int Order, string Href, Words Title);

/// <summary>How nodes of one kind are called and where their page is.</summary>
/// <param name="Kind">The word before the colon of a <c>NodeRef</c>.</param>
/// <param name="Href">From the node's id (without revision) to the address of its page.</param>
public sealed record NodeKind(string Kind, Words Title, Func<string, string> Href);
