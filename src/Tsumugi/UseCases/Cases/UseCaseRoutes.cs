using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tsumugi.Client.UseCases;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.UseCases.Cases;

internal static class UseCaseRoutes
{
    private const int Most = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/use-cases", ListAsync).WithName("ListUseCases").WithSummary("Use cases, what changed last first; stage: Idea, Tried, Validated, InUse").Produces<IReadOnlyList<UseCaseView>>();
        api.MapPost("/use-cases", RegisterAsync).WithName("RegisterUseCase").WithSummary("Registers a use case with its models and its evidence").Produces<UseCaseView>(StatusCodes.Status201Created);
        api.MapGet("/use-cases/{id}", ShowOneAsync).WithName("ShowUseCase").WithSummary("One use case").Produces<UseCaseView>();
        api.MapPut("/use-cases/{id}", ChangeAsync).WithName("ChangeUseCase").WithSummary("Changes what is said of it and how far it has come (its institution's people)").Produces<UseCaseView>();
    }

    private static async Task<IResult> ListAsync(ICallers callers, ShowUseCases show, string? stage, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal.ToProblem();
        return TypedResults.Ok(await show.ListAsync(caller, NamedWord.TryRead<UseCaseStage>(stage, out var only) ? only : null, Most, stop));
    }

    private static async Task<IResult> RegisterAsync(ICallers callers, RegisterUseCase register, ShowUseCases show, NewUseCase request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        var made = await register.RunAsync(caller, request, DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/use-cases/{made.Value.Id}", (await show.RunAsync(caller, [made.Value], stop))[0]);
    }

    private static async Task<IResult> ShowOneAsync(ICallers callers, HubDb db, ShowUseCases show, string id, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        return await AnswerAsync(caller, show, await ChangeUseCase.FindAsync(db, caller, id, stop), stop);
    }

    private static async Task<IResult> ChangeAsync(ICallers callers, ChangeUseCase change, ShowUseCases show, string id, UseCaseRequest request, CancellationToken stop)
    {
        var caller = await callers.CurrentAsync(stop);
        return await AnswerAsync(caller, show, await change.RunAsync(caller, id, request, DateTime.UtcNow, stop), stop);
    }

    private static async Task<IResult> AnswerAsync(Caller caller, ShowUseCases show, Outcome<UseCase> found, CancellationToken stop) =>
        found.Refused ? found.Refusal!.ToProblem() : TypedResults.Ok((await show.RunAsync(caller, [found.Value], stop))[0]);
}
