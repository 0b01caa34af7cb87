using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Datasets.Drs;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.ServiceRegistry;

/// <summary>GA4GH service registry 1.0: the hub's own services, so that a client finds all of them from one address. Anybody may ask, as service-info is anybody's, too.</summary>
internal static class RegistryRoutes
{
    public static Ga4ghService Service { get; } = new("service-registry", "1.0.0", "/ga4gh/service-registry/v1", "The services of this hub that speak standards of GA4GH.");

    public static void Map(IEndpointRouteBuilder root)
    {
        var registry = root.MapGroup(Service.Path).ExcludeFromDescription();
        registry.MapGet("/service-info", (HttpContext http) => TypedResults.Json(Service.Info(http)));
        registry.MapGet("/services", (HttpContext http, IEnumerable<Ga4ghService> services) => TypedResults.Json(Order(services).Select(service => Entry(http, service))));
        registry.MapGet("/services/types", (IEnumerable<Ga4ghService> services) => TypedResults.Json(
            Order(services).Select(service => new { group = Ga4ghService.Group, artifact = service.Artifact, version = service.Version }).Distinct()));
        registry.MapGet("/services/{id}", Show);
    }

    private static IResult Show(HttpContext http, IEnumerable<Ga4ghService> services, string id) =>
        Order(services).FirstOrDefault(service => service.IdAt(http) == id) is { } found
            ? TypedResults.Json(Entry(http, found))
            : Refusal.NotFound(
                new($"サービス「{id}」はありません。", $"There is no service '{id}'."),
                new($"{Service.Path}/services で一覧を見てください。", $"See the list at {Service.Path}/services.")).ToProblem();

    private static IEnumerable<Ga4ghService> Order(IEnumerable<Ga4ghService> services) => services.Append(Service).OrderBy(service => service.Id, StringComparer.Ordinal);

    private static Dictionary<string, object> Entry(HttpContext http, Ga4ghService service)
    {
        var entry = service.Info(http);
        entry["url"] = WireTarget.Endpoint(http) + service.Path;
        return entry;
    }
}
