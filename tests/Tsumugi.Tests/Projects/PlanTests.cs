using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Projects;
using Tsumugi.Hub.Calendar;
using Tsumugi.Projects.Calls;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Projects;

/// <summary>Plans, changes of what was agreed on, reports and the end of a project.</summary>
public sealed class PlanTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private static readonly int ThisYear = FiscalYear.Of(DateTime.UtcNow).Year;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Milestones_of_an_exploratory_project_come_go_and_are_reached_with_evidence()
    {
        await lab.BeginAsync("planning");
        var member = await lab.AsAsync("member");
        await CodeAsync("bad-milestone", () => member.AddMilestoneAsync("planning", new("31/12/2027", ""), Stop));
        var plan = await member.AddMilestoneAsync("planning", new("2020-01-01", "First results"), Stop);
        var milestone = Assert.Single(plan.Milestones);
        Assert.Equal(("overdue", false), (milestone.State, milestone.Agreed));
        await CodeAsync("bad-evidence", () => member.ReachMilestoneAsync("planning", milestone.Id, new([], " "), Stop));
        await CodeAsync("bad-evidence", () => member.ReachMilestoneAsync("planning", milestone.Id, new(["model:lab/never-made"], null), Stop));
        var reached = Assert.Single((await member.ReachMilestoneAsync("planning", milestone.Id, new(["dataset:lab/open"], "See there"), Stop)).Milestones);
        Assert.Equal(("done", "dataset:lab/open"), (reached.State, Assert.Single(reached.Evidence)));
        Assert.True(await lab.Lab.Hub.UseDbAsync(db => db.Set<TieRow>().AnyAsync(row => row.From == "project:planning" && row.Relation == Relations.EvidencedBy && row.To == "dataset:lab/open", Stop)));
        await CodeAsync("leads-only", async () => await (await lab.AsAsync("second")).AddMilestoneAsync("planning", new("2027-01-01", "Not mine"), Stop));
        Assert.Single((await (await lab.AsAsync("outsider")).PlanAsync("planning", Stop)).Milestones);
    }

    [Fact]
    public async Task What_nobody_else_may_see_is_no_evidence_for_them()
    {
        await lab.BeginAsync("peeking", null, "outsider", "elsewhere");
        var outsider = await lab.AsAsync("outsider");
        var milestone = Assert.Single((await outsider.AddMilestoneAsync("peeking", new("2099-01-01", "Peek"), Stop)).Milestones);
        await CodeAsync("bad-evidence", () => outsider.ReachMilestoneAsync("peeking", milestone.Id, new(["dataset:lab/secret"], null), Stop));
    }

    [Fact]
    public async Task Award_changes_by_request_alone_and_a_change_is_made_as_a_whole()
    {
        var (boss, member) = (await lab.AsAsync("boss"), await lab.AsAsync("member"));
        await AwardAsync("changing");
        var milestone = Assert.Single((await member.PlanAsync("changing", Stop)).Milestones);
        using (var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member")))
        using (var answer = await client.DeleteAsync(new Uri($"/api/v1/projects/changing/milestones/{milestone.Id}", UriKind.Relative), Stop))
            Assert.Equal(System.Net.HttpStatusCode.Conflict, answer.StatusCode);

        await CodeAsync("bad-change", () => member.AskForChangeAsync("changing", new() { Text = "Nothing is asked" }, Stop));
        var later = Day(DateTime.UtcNow.AddYears(3));
        var asked = new ChangeAsked { Text = "The instrument broke", Milestones = new Dictionary<string, string?> { [milestone.Id] = later }, Credits = 25, Until = later };
        await CodeAsync("bad-change", () => member.AskForChangeAsync("changing", asked with { Until = null }, Stop));
        var change = Assert.Single((await member.AskForChangeAsync("changing", asked, Stop)).Changes);
        Assert.Empty((await (await lab.AsAsync("outsider")).PlanAsync("changing", Stop)).Changes);
        await CodeAsync("operators-only", () => member.DecideChangeAsync("changing", change.Id, new(true), Stop));
        await CodeAsync("no-reason", () => boss.DecideChangeAsync("changing", change.Id, new(false), Stop));
        var plan = await boss.DecideChangeAsync("changing", change.Id, new(true), Stop);
        Assert.Equal((later, later, "approved"), (Day(plan.Milestones[0].Due), Day(plan.Until!.Value), plan.Changes[0].State));
        await CodeAsync("change-decided", () => boss.DecideChangeAsync("changing", change.Id, new(true), Stop));
        Assert.Equal([10, 25], (await member.AllocationsAsync("changing", Stop)).Select(row => row.Available).Order());

        var dropped = Assert.Single((await member.AskForChangeAsync("changing", new() { Text = "No longer needed", Milestones = new Dictionary<string, string?> { [milestone.Id] = "" } }, Stop)).Changes, row => row.State == "submitted");
        Assert.Null(dropped.Milestones[milestone.Id]);
        Assert.Empty((await boss.DecideChangeAsync("changing", dropped.Id, new(true), Stop)).Milestones);
    }

    [Fact]
    public async Task Awarded_project_reports_before_it_ends_and_gives_back_what_is_left()
    {
        var (boss, member) = (await lab.AsAsync("boss"), await lab.AsAsync("member"));
        await AwardAsync("ending");
        Assert.Equal("final-report-first", await CloseAsync("ending"));
        var wrong = await Assert.ThrowsAsync<HubRefusedException>(() => member.ReportAsync("ending", "weekly", 1999, new(""), Stop));
        Assert.Equal("findings,kind,year", string.Join(',', wrong.Problem.Errors.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal("submitted", Assert.Single((await member.ReportAsync("ending", "final", ThisYear, new("We **found** it"), Stop)).Reports).State);
        await boss.DecideReportAsync("ending", "final", ThisYear, new(false, "Say what went wrong"), Stop);
        Assert.Equal("final-report-first", await CloseAsync("ending"));
        await member.ReportAsync("ending", "final", ThisYear, new("We **found** it", "Two months late"), Stop);
        Assert.Equal("approved", Assert.Single((await boss.DecideReportAsync("ending", "final", ThisYear, new(true), Stop)).Reports).State);
        await CodeAsync("report-approved", () => member.ReportAsync("ending", "final", ThisYear, new("Something else"), Stop));
        Assert.Null(await CloseAsync("ending"));
        Assert.Equal(("ended", 0m), Assert.Single(await member.AllocationsAsync("ending", Stop)) is var left ? (left.State, left.Available) : default);
        await CodeAsync("project-closed", () => member.AddMilestoneAsync("ending", new("2099-01-01", "Too late"), Stop));
    }

    [Fact]
    public async Task Project_without_an_award_has_nothing_to_ask_a_change_of_and_closes_at_once()
    {
        await lab.BeginAsync("free");
        await CodeAsync("not-awarded", async () => await (await lab.AsAsync("member")).AskForChangeAsync("free", new() { Text = "More", Credits = 5 }, Stop));
        Assert.Null(await CloseAsync("free"));
    }

    [Fact]
    public async Task Page_shows_the_plan_and_its_forms_keep_what_was_typed()
    {
        await AwardAsync("paged");
        using var lead = await lab.Lab.Hub.SignedInAsync("member");
        var page = await (await lead.GetAsync("/projects/paged")).Content.ReadAsStringAsync(Stop);
        foreach (var part in (string[])["A first model", "ask-change", "write-report", "lab/open"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        using var refused = await lead.SendFormAsync("/projects/paged", "add-milestone", new Dictionary<string, string> { ["title"] = "Typed already", ["due"] = "" });
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Typed already", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var other = await lab.Lab.Hub.SignedInAsync("outsider");
        Assert.DoesNotContain("write-report", await (await other.GetAsync("/projects/paged")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    /// <summary>An awarded project, by way of a call that needs one review.</summary>
    private async Task AwardAsync(string project)
    {
        var (boss, member) = (await lab.AsAsync("boss"), await lab.AsAsync("member"));
        await lab.Lab.Hub.AddPersonAsync($"referee-{project}", false, "far");
        await boss.OpenCallAsync(
            new()
            {
                Id = $"call-{project}",
                TitleJa = "公募",
                TitleEn = "Call",
                Text = "Propose",
                Opens = "2026-04-01 10:00",
                Closes = "2099-01-15 17:00",
                ReviewsWanted = 1,
                MostCredits = 10,
                Criteria = [new("novelty", "新規性", "Novelty", 1)],
                Panel = [$"referee-{project}"],
            },
            Stop);
        var draft = await member.DraftProposalAsync(
            $"call-{project}",
            new("lab", new()
            {
                Project = new() { TitleJa = "題", TitleEn = "Title", Summary = "Summary", Layers = ["dna"] },
                Plan = "Plan",
                Until = Day(DateTime.UtcNow.AddYears(2)),
                Milestones = [new(Day(DateTime.UtcNow.AddYears(1)), "A first model")],
                Data = ["dataset:lab/open"],
            }),
            Stop);
        await member.SubmitProposalAsync(draft.Id, Stop);
        await lab.Lab.Hub.UseDbAsync(db => db.Set<Call>().Where(row => row.Id == $"call-{project}").ExecuteUpdateAsync(set => set.SetProperty(row => row.ClosesAt, DateTime.UtcNow.AddMinutes(-1)), Stop));
        await boss.AssignReviewsAsync($"call-{project}", Stop);
        await (await lab.AsAsync($"referee-{project}")).ReviewAsync(draft.Id, new() { Scores = new Dictionary<string, int> { ["novelty"] = 4 }, ToApplicant = "Do it" }, Stop);
        await boss.AwardAsync(draft.Id, new(project, 10), Stop);
    }

    private async Task<string?> CloseAsync(string project)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member"));
        using var answer = await client.PostAsync(new Uri($"/api/v1/projects/{project}/close", UriKind.Relative), null, Stop);
        return answer.IsSuccessStatusCode ? null : System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("code").GetString();
    }

    private static async Task CodeAsync(string code, Func<Task> action) => Assert.Equal(code, (await Assert.ThrowsAsync<HubRefusedException>(action)).Problem.Code);

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
