using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Projects;

/// <summary>What a project's aim and approvals open, and what they do not.</summary>
public sealed class ProjectJobTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private const string Cancer = "MONDO:0004992";
    private const string LungCancer = "MONDO:0008903";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Data_for_a_disease_serve_a_project_that_studies_a_kind_of_it_and_no_other()
    {
        var data = await lab.DatasetAsync("for-cancer", new() { Permission = Permission.DiseaseSpecific, Diseases = [Cancer] });
        var narrow = await lab.DatasetAsync("for-lung-cancer", new() { Permission = Permission.DiseaseSpecific, Diseases = [LungCancer] });
        await lab.BeginAsync("lung", new() { Disease = LungCancer });
        await lab.BeginAsync("cancer", new() { Disease = Cancer });
        var member = await lab.AsAsync("member");
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data))?.Code);
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "lung"));
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "cancer"));
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, narrow, "cancer"))?.Code);
    }

    [Fact]
    public async Task Data_that_ask_for_approval_need_one_that_somebody_else_confirmed_and_lose_it_when_it_ends()
    {
        var data = await lab.DatasetAsync("with-irb", new() { Permission = Permission.GeneralResearch, Modifiers = [Modifier.EthicsApprovalRequired] });
        await lab.BeginAsync("approved");
        var (member, steward) = (await lab.AsAsync("member"), await lab.AsAsync("steward"));
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data, "approved"))?.Code);
        var approval = await member.RegisterApprovalAsync("approved", new("2026-017", "Ethics committee", "2026-01-01", "2099-03-31"), Stop);
        Assert.Equal("pending", approval.State);
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data, "approved"))?.Code);
        Assert.Equal("valid", (await steward.ConfirmApprovalAsync("approved", approval.Id, Stop)).State);
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "approved"));
        await lab.Lab.Hub.UseDbAsync(db => db.Set<Tsumugi.Projects.Approvals.EthicsApproval>().Where(row => row.Id == approval.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.Until, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1)), Stop));
        var refused = await ProjectLab.SubmitAsync(member, data, "approved");
        Assert.Contains("ended on", refused?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_job_leaves_nothing_that_could_be_used_without_its_conditions()
    {
        var data = await lab.DatasetAsync("unfinished", new() { Permission = Tsumugi.Ethics.Permission.GeneralResearch });
        var member = await lab.AsAsync("member");
        var job = await member.SubmitAsync(new() { Recipe = ProjectLab.Recipe, Institution = "lab", Inputs = new Dictionary<string, string> { ["genes"] = data }, Output = "unfinished-model" }, ProjectLab.Stop);
        while (job.State is not Tsumugi.Client.Compute.JobState.Failed)
        {
            await Task.Delay(50, ProjectLab.Stop);
            job = await member.JobAsync(job.Id, ProjectLab.Stop);
        }

        var refused = await Assert.ThrowsAsync<Tsumugi.Client.HubRefusedException>(() => member.ModelAsync("lab/unfinished-model", ProjectLab.Stop));
        Assert.Equal("not-found", refused.Problem.Code);
        var made = $"job:{job.Id}";
        Assert.False(await lab.Lab.Hub.UseDbAsync(db => db.Set<TieRow>().AnyAsync(tie => tie.To == made && tie.Relation == Relations.MadeBy, Stop)));
    }

    [Fact]
    public async Task Only_the_project_s_people_act_in_its_name_and_only_while_it_goes_on()
    {
        var data = await lab.DatasetAsync("for-people", new() { Permission = Permission.GeneralResearch });
        await lab.BeginAsync("closing");
        Assert.Equal("project-members-only", (await ProjectLab.SubmitAsync(await lab.AsAsync("second"), data, "closing"))?.Code);
        Assert.Equal("not-found", (await ProjectLab.SubmitAsync(await lab.AsAsync("second"), data, "nowhere"))?.Code);
        var member = await lab.AsAsync("member");
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "closing"));
        await lab.Lab.Hub.UseDbAsync(db => new CloseProject(db, []).RunAsync(Datasets.LabHub.Member, "closing", DateTime.UtcNow, Stop));
        Assert.Equal("project-closed", (await ProjectLab.SubmitAsync(member, data, "closing"))?.Code);
    }

    [Fact]
    public async Task Token_of_a_project_acts_for_it_and_for_no_other()
    {
        var data = await lab.DatasetAsync("for-one-project", new() { Permission = Permission.GeneralResearch, Limits = new() { Projects = ["named"] } });
        await lab.BeginAsync("named");
        await lab.BeginAsync("another");
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(await lab.AsAsync("member"), data))?.Code);
        var (named, another) = (await lab.BoundAsync("member", "named"), await lab.BoundAsync("member", "another"));
        Assert.Null(await ProjectLab.SubmitAsync(named, data));
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(another, data))?.Code);
        Assert.Equal("other-project", (await ProjectLab.SubmitAsync(another, data, "named"))?.Code);
        Assert.Equal("project-members-only", (await ProjectLab.SubmitAsync(await lab.BoundAsync("second", "named"), data))?.Code);
    }

    [Fact]
    public async Task Company_may_not_use_what_is_for_not_for_profit_organisations_and_country_follows_the_institution()
    {
        var notForProfit = await lab.DatasetAsync("npu", new() { Permission = Permission.GeneralResearch, Modifiers = [Modifier.NotForProfitOrganisationOnly] });
        var inJapan = await lab.DatasetAsync("gs-jp", new() { Permission = Permission.GeneralResearch, Limits = new() { Regions = ["JP"] } });
        var member = await lab.AsAsync("member");
        Assert.Null(await ProjectLab.SubmitAsync(member, notForProfit));
        Assert.Equal("needs-committee", (await ProjectLab.SubmitAsync(member, inJapan))?.Code);
        await SayAsync("university", "jp");
        Assert.Null(await ProjectLab.SubmitAsync(member, inJapan));
        await SayAsync("company", "US");
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, notForProfit))?.Code);
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, inJapan))?.Code);
        await SayAsync(null, null);
    }

    [Fact]
    public async Task Job_of_a_project_is_tied_to_it_on_the_thread()
    {
        var data = await lab.DatasetAsync("for-thread", new() { Permission = Permission.GeneralResearch });
        await lab.BeginAsync("on-thread");
        Assert.Null(await ProjectLab.SubmitAsync(await lab.AsAsync("member"), data, "on-thread"));
        var ties = await lab.Lab.Hub.UseDbAsync(db => db.Set<TieRow>().Where(row => row.To == "project:on-thread").Select(row => row.Relation).ToListAsync(Stop));
        Assert.Equal([Relations.BelongsTo], ties);
    }

    private Task<bool> SayAsync(string? kind, string? country) => lab.Lab.Hub.UseDbAsync(async db =>
    {
        var boss = new Caller { PersonId = "boss", IsOperator = true };
        Assert.False((await new ChangeInstitution("lab", new() { NameJa = "研究室", NameEn = "Lab", Kind = kind, Country = country }).RunAsync(db, boss, Stop)).Refused);
        return true;
    });
}
