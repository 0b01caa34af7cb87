using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Projects.Applications;

/// <summary>The project asks for the same use for longer: a new application with the same source and rules, which its institution and the committee decide anew.</summary>
/// <param name="Entry">What is not said again stays as it was; the last day is always asked for.</param>
public sealed record RenewApplication(string Id, ApplicationEntry Entry)
{
    public async Task<Outcome<UseApplication>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindApplication.RunAsync(db, caller, Id, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var before = found.Value.Row;
        if (before.State != ApplicationState.Granted)
            return NotGranted(before);
        var project = await FindProject.ToActForAsync(db, caller, before.ProjectId, null, stop);
        if (project.Refused)
            return project.Refusal!;
        var waiting = await db.Set<UseApplication>().Where(row => row.ProjectId == before.ProjectId && row.Source == before.Source
            && (row.State == ApplicationState.Submitted || row.State == ApplicationState.Endorsed)).Select(row => row.Id).FirstOrDefaultAsync(stop);
        if (waiting is not null)
            return Waiting(waiting);
        var institution = await db.Set<ProjectMember>().Where(row => row.ProjectId == before.ProjectId && row.PersonId == caller.PersonId).Select(row => row.InstitutionId).SingleAsync(stop);
        var entry = Entry with
        {
            Purpose = string.IsNullOrWhiteSpace(Entry.Purpose) ? before.Purpose : Entry.Purpose,
            TrainedOn = string.IsNullOrWhiteSpace(Entry.TrainedOn) ? before.TrainedOn.ToString(ProjectEntry.DayFormat, System.Globalization.CultureInfo.InvariantCulture) : Entry.TrainedOn,
            Security = string.IsNullOrWhiteSpace(Entry.Security) ? before.Security.ToString() : Entry.Security,
        };
        return await new SubmitApplication(project.Value, Tsumugi.Thread.NodeRef.Parse(before.Source), before.Rules, entry) { Renews = before }.RunAsync(db, caller, institution, now, stop);
    }

    private static Refusal NotGranted(UseApplication row) => Refusal.Conflict(
        "nothing-granted",
        new($"申請 {row.Id} では、利用が認められていません。", $"Nothing is granted by the application {row.Id}."),
        new("データのページから、新しく申請してください。", "Apply anew on the page of the data."));

    private static Refusal Waiting(string id) => Refusal.Conflict(
        "renewal-waits",
        new($"同じデータの申請 {id} が審査中です。", $"The application {id} for the same data has not been decided yet."),
        new("その結果をお待ちください。", "Wait for it."));
}
