using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.UseCases;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.UseCases.Cases;
using Tsumugi.UseCases.Publications;
using Tsumugi.UseCases.Publications.Import;
using Tsumugi.UseCases.Search;
using DisableRequestSizeLimitAttribute = Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute;

namespace Tsumugi.UseCases;

/// <summary>ユースケース創出: cross-modal search, use cases, publications.</summary>
public sealed class UseCasesRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddScoped<SearchGenes>();
        services.AddScoped<RegisterUseCase>();
        services.AddScoped<ChangeUseCase>();
        services.AddScoped<ShowUseCases>();
        services.AddScoped<RegisterPublication>();
        services.AddScoped<ICatalogueSource, UseCaseRecords>();
        services.AddScoped<ICatalogueSource, PublicationRecords>();
        services.AddScoped<ImportPublications>();
        services.AddSingleton(new RepositorySection(10, typeof(Pages.MadeWithIt)));
        services.AddSingleton(new NodeKind(UseCase.NodeKind, new("ユースケース", "Use case"), id => $"/use-cases/{id}"));
        services.AddSingleton(new NodeKind("publication", new("論文", "Publication"), id => $"/publications/{id}"));
        services.AddSingleton(new NodeKind("use", new("利用", "Use"), id => $"/thread?node=use:{id}"));
        services.AddSingleton(new NodeKind("programme", new("プログラム", "Programme"), _ => "/publications"));
        services.AddSingleton(new MenuEntry(MenuGroup.Search, 2, "/search", new("遺伝子", "Genes")));
        services.AddSingleton(new MenuEntry(MenuGroup.Results, 1, "/use-cases", new("ユースケース", "Use cases"), "/results"));
        services.AddSingleton(new MenuEntry(MenuGroup.Results, 2, "/publications", new("論文", "Publications")));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        api.MapPost("/search", SearchAsync).WithName("SearchGenes").WithSummary("From DNA, a protein or words to genes; recorded as a use of the model.");
        UseCaseRoutes.Map(api);
        api.MapGet("/publications", ListPublicationsAsync).WithName("ListPublications").WithSummary("Publications, newest first.");
        api.MapPost("/publications/import", ImportRoutes.RunAsync).WithName("ImportPublications").WithSummary("Publications of a BibTeX, RIS, CSL-JSON, Crossref or JaLC file; the sound ones come in, the others are listed with their lines.")
            .Produces<ImportReport>().WithMetadata(new DisableRequestSizeLimitAttribute());
        api.MapPost("/publications", RegisterPublicationAsync).WithName("RegisterPublication").WithSummary("Registers a publication and ties it.");
    }

    private static async Task<IResult> SearchAsync(ICallers callers, SearchGenes search, SearchRequest request, CancellationToken stop)
    {
        var answer = await search.RunAsync(await callers.CurrentAsync(stop), request, stop);
        return answer.Refused ? answer.Refusal!.ToProblem() : TypedResults.Ok(answer.Value);
    }

    private static async Task<IResult> ListPublicationsAsync(ICallers callers, HubDb db, CancellationToken stop)
    {
        if (Gate.AskSignedIn(await callers.CurrentAsync(stop)) is { } refusal)
            return refusal.ToProblem();
        var rows = await db.Set<Publication>().AsNoTracking().OrderByDescending(row => row.PublishedOn).ToListAsync(stop);
        return TypedResults.Ok(rows.Select(row => row.ToView()));
    }

    private static async Task<IResult> RegisterPublicationAsync(
        ICallers callers, RegisterPublication register, PublicationRequest request, CancellationToken stop)
    {
        var made = await register.RunAsync(await callers.CurrentAsync(stop), request, DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created("/publications", made.Value.ToView());
    }
}
