using Microsoft.AspNetCore.Http;
using Tsumugi.Client;
using Tsumugi.Client.Projects;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Projects.Approvals;

namespace Tsumugi.Projects;

internal static class ProjectRoutes
{
    public static async Task<IResult> List(ICallers callers, HubDb db, string? search, string? layer, int page = 1, CancellationToken stop = default)
    {
        Layer? only = Enum.TryParse<Layer>(layer, ignoreCase: true, out var named) ? named : null;
        var found = await new ListProjects(search, only, null, page).RunAsync(db, await callers.CurrentAsync(stop), stop);
        return found.Refused
            ? found.Refusal!.ToProblem()
            : TypedResults.Ok(new Paged<ProjectView>([.. found.Value.Items.Select(row => row.ToView())], found.Value.Total, found.Value.Page, found.Value.PageSize));
    }

    public static async Task<IResult> Begin(ICallers callers, HubDb db, DiseaseOntologies diseases, NewProject asked, CancellationToken stop)
    {
        var made = await new BeginProject(asked.Id, asked.Institution, asked.ToEntry()).RunAsync(db, await callers.CurrentAsync(stop), diseases.Current, DateTime.UtcNow, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/projects/{made.Value.Id}", made.Value.ToView());
    }

    public static async Task<IResult> Show(ICallers callers, HubDb db, string id, CancellationToken stop) =>
        Answer(await new ShowProject(id).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), found => found);

    public static async Task<IResult> Change(ICallers callers, HubDb db, DiseaseOntologies diseases, string id, ProjectRequest asked, CancellationToken stop) =>
        Answer(await new ChangeProject(id, asked.ToEntry()).RunAsync(db, await callers.CurrentAsync(stop), diseases.Current, stop), changed => changed.ToView());

    public static async Task<IResult> Close(ICallers callers, CloseProject close, string id, CancellationToken stop) =>
        Answer(await close.RunAsync(await callers.CurrentAsync(stop), id, DateTime.UtcNow, stop), closed => closed.ToView());

    public static async Task<IResult> AddMember(ICallers callers, HubDb db, string id, string person, NewProjectMember asked, CancellationToken stop) =>
        Done(await new AddMember(id, person, asked.Institution ?? "", asked.Role ?? "").RunAsync(db, await callers.CurrentAsync(stop), stop));

    public static async Task<IResult> RemoveMember(ICallers callers, HubDb db, string id, string person, CancellationToken stop) =>
        Done(await new RemoveMember(id, person).RunAsync(db, await callers.CurrentAsync(stop), stop));

    public static async Task<IResult> RegisterApproval(ICallers callers, HubDb db, string id, NewApproval asked, CancellationToken stop)
    {
        var now = DateTime.UtcNow;
        var made = await new RegisterApproval(id, asked.Number, asked.Committee, asked.From, asked.Until).RunAsync(db, await callers.CurrentAsync(stop), now, stop);
        return made.Refused ? made.Refusal!.ToProblem() : TypedResults.Created($"/api/v1/projects/{id}", made.Value.ToView(now));
    }

    public static async Task<IResult> ConfirmApproval(ICallers callers, HubDb db, string id, string approval, CancellationToken stop) =>
        Answer(await new ConfirmApproval(id, approval).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), found => found.ToView(DateTime.UtcNow));

    public static async Task<IResult> EndApproval(ICallers callers, HubDb db, string id, string approval, CancellationToken stop) =>
        Answer(await new EndApproval(id, approval).RunAsync(db, await callers.CurrentAsync(stop), DateTime.UtcNow, stop), found => found.ToView(DateTime.UtcNow));

    private static IResult Answer<T, TView>(Outcome<T> outcome, Func<T, TView> view) => outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.Ok(view(outcome.Value));

    private static IResult Done<T>(Outcome<T> outcome) => outcome.Refused ? outcome.Refusal!.ToProblem() : TypedResults.NoContent();
}
