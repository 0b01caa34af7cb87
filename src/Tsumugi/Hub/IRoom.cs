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

/// <summary>The parts of the menu, in their order.</summary>
public enum MenuGroup
{
    Search,
    Projects,
    Data,
    Instruments,
    Compute,
    Models,
    Results,
    Learning,
    Programme,
}

/// <summary>One line of the menu.</summary>
/// <param name="Order">Among those of its group; the first is where the group leads.</param>
/// <param name="Elsewhere">Beginnings of other addresses whose pages belong to it.</param>
public sealed record MenuEntry(MenuGroup Group, int Order, string Href, Words Title, params string[] Elsewhere);

/// <summary>How nodes of one kind are called and where their page is.</summary>
/// <param name="Kind">The word before the colon of a <c>NodeRef</c>.</param>
/// <param name="Href">From the node's id (without revision) to the address of its page.</param>
public sealed record NodeKind(string Kind, Words Title, Func<string, string> Href);
