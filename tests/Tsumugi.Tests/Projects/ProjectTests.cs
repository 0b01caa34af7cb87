using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Projects;

public sealed class ProjectTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Project_begins_at_once_and_whoever_began_it_leads_it()
    {
        await lab.BeginAsync("begun", new() { Summary = "まず **試す**", Modalities = ["Sequence"], Disease = "MONDO:0008903" });
        var shown = await (await lab.AsAsync("outsider")).ProjectAsync("begun", Stop);
        Assert.Equal(("lab", "MONDO:0008903", null), (shown.Project.Institution, shown.Project.Disease, shown.Project.ClosedAt));
        Assert.Equal(["dna"], shown.Project.Layers);
        Assert.Equal([new("member", "member", "lab", "lead")], shown.Members);
        var began = await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().SingleAsync(row => row.Subject == "project:begun", Stop));
        Assert.Equal(("project.begun", """[["project:begun","belongsTo","institution:lab"],["project:begun","ledBy","person:member"]]"""), (began.Kind, began.Ties));
    }

    [Fact]
    public async Task Everything_wrong_with_a_project_is_said_at_once()
    {
        var refused = await Assert.ThrowsAsync<HubRefusedException>(async () => await (await lab.AsAsync("member")).BeginProjectAsync(
            new() { Id = "No Good", Institution = "lab", TitleJa = "", Layers = ["soul"], Disease = "cancer", PublishesOn = "soon" }, Stop));
        Assert.Equal(("bad-project", "disease,id,layers,publishesOn,titleEn,titleJa"), (refused.Problem.Code, string.Join(',', refused.Problem.Errors.Keys.Order(StringComparer.Ordinal))));
        Assert.Contains("MONDO:", refused.Problem.Errors["disease"][0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_that_is_taken_is_a_conflict()
    {
        await lab.BeginAsync("taken");
        Assert.Equal("name-taken", (await Assert.ThrowsAsync<HubRefusedException>(() => lab.BeginAsync("taken"))).Problem.Code);
    }

    [Fact]
    public async Task People_of_another_institution_join_in_its_name_and_somebody_always_leads()
    {
        await lab.BeginAsync("joint");
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync("joint/members/outsider", new NewProjectMember("elsewhere", "member")));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync("joint/members/outsider", new NewProjectMember("lab", "member")));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync("joint/members/member", new NewProjectMember("lab", "member")));
        Assert.Equal(HttpStatusCode.BadRequest, await DeleteAsync("joint/members/member"));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync("joint/members/outsider", new NewProjectMember("elsewhere", "lead")));
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync("joint/members/member"));
        Assert.Equal(HttpStatusCode.Forbidden, await DeleteAsync("joint/members/outsider"));
        Assert.Equal([new("outsider", "outsider", "elsewhere", "lead")], (await (await lab.AsAsync("member")).ProjectAsync("joint", Stop)).Members);
    }

    [Fact]
    public async Task Whoever_entered_an_approval_cannot_confirm_it()
    {
        await lab.BeginAsync("four-eyes", null, "steward");
        var steward = await lab.AsAsync("steward");
        var approval = await steward.RegisterApprovalAsync("four-eyes", new("1", "Ethics committee", "2026-01-01", "2099-01-01"), Stop);
        Assert.Equal("own-approval", (await Assert.ThrowsAsync<HubRefusedException>(() => steward.ConfirmApprovalAsync("four-eyes", approval.Id, Stop))).Problem.Code);
        Assert.Equal(("valid", "boss"), (await (await lab.AsAsync("boss")).ConfirmApprovalAsync("four-eyes", approval.Id, Stop)) is var confirmed ? (confirmed.State, confirmed.ConfirmedBy) : default);
        Assert.Equal("bad-approval", (await Assert.ThrowsAsync<HubRefusedException>(() => steward.RegisterApprovalAsync("four-eyes", new("", "", "31/12/2026", "2020-01-01"), Stop))).Problem.Code);
    }

    [Fact]
    public async Task Pages_show_the_project_its_warnings_and_its_forms_to_whom_they_concern()
    {
        var soon = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await lab.BeginAsync("shown", new() { Summary = "About <b>livers</b>" });
        var approval = await (await lab.AsAsync("member")).RegisterApprovalAsync("shown", new("2026-099", "Ethics committee", "2026-01-01", soon), Stop);
        await (await lab.AsAsync("steward")).ConfirmApprovalAsync("shown", approval.Id, Stop);
        using var lead = await lab.Lab.Hub.SignedInAsync("member");
        var page = await (await lead.GetAsync("/projects/shown")).Content.ReadAsStringAsync(Stop);
        Assert.Contains($"2026-099 ends on {soon}", page, StringComparison.Ordinal);
        Assert.Contains("register-approval", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>livers", page, StringComparison.Ordinal);
        using var other = await lab.Lab.Hub.SignedInAsync("outsider");
        var seen = await (await other.GetAsync("/projects/shown")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("2026-099", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("register-approval", seen, StringComparison.Ordinal);
        using var change = await other.GetAsync("/projects/shown/change");
        Assert.Equal(HttpStatusCode.Forbidden, change.StatusCode);
        Assert.Contains("shown", await (await other.GetAsync("/projects?q=Title&layer=dna")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var closed = await lead.SendFormAsync("/projects/shown/change", "close-project", new Dictionary<string, string> { ["typed"] = "other" });
        Assert.Equal(HttpStatusCode.BadRequest, closed.StatusCode);
        using var done = await lead.SendFormAsync("/projects/shown/change", "close-project", new Dictionary<string, string> { ["typed"] = "shown" });
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        Assert.NotNull((await (await lab.AsAsync("member")).ProjectAsync("shown", Stop)).Project.ClosedAt);
    }

    private async Task<HttpStatusCode> PutAsync(string path, NewProjectMember body)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member"));
        using var answer = await client.PutAsJsonAsync($"/api/v1/projects/{path}", body, Stop);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> DeleteAsync(string path)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member"));
        using var answer = await client.DeleteAsync(new Uri($"/api/v1/projects/{path}", UriKind.Relative), Stop);
        return answer.StatusCode;
    }
}
