using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Ethics.Keys;
using Tsumugi.Ethics.Passports;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;

namespace Tsumugi.Ethics;

/// <summary>倫理面への留意: what data may be used for.</summary>
public sealed class EthicsRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<DiseaseOntologies>();
        services.AddSingleton<HubSigner>();
        services.AddSingleton<IPersonalRows, VisaRows>();
        services.AddSingleton(new NodeKind("visa", new("ビザ", "Visa"), _ => "/passport"));
        services.AddSingleton(new NodeKind("ontology", new("オントロジー", "Ontology"), _ => "/thread"));
    }

    public static void MapStandards(IEndpointRouteBuilder root) => KeyRoutes.MapStandards(root);

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        KeyRoutes.Map(api);
        IssuerRoutes.Map(api);
        api.MapPut("/ontologies/{name}", async (ICallers callers, HubDb db, DiseaseOntologies diseases, HttpRequest request, string name, CancellationToken stop) =>
            {
                var imported = await new ImportOntology(name, request.Body).RunAsync(db, diseases, await callers.CurrentAsync(stop), stop);
                return imported.Refused ? imported.Refusal!.ToProblem() : TypedResults.Ok(imported.Value);
            })
            .WithName("ImportOntology").WithSummary("Takes the terms of MONDO or NANDO from an OBO or OBO-graph file, the body (operators)")
            .WithMetadata(new DisableRequestSizeLimitAttribute()).Produces<OntologyView>();
    }
}
