using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Obligations;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Tests.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Obligations;

/// <summary>Whoever used data that ask for something in return finds it on one page, and so does whom it is owed to.</summary>
public sealed class ObligationTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UtcNow);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_job_used_is_owed_for_until_evidence_is_given()
    {
        var data = await lab.DatasetAsync("owing", new()
        {
            Permission = Permission.GeneralResearch,
            Modifiers = [Modifier.PublicationRequired, Modifier.ReturnToDatabase, Modifier.NonCommercialUseOnly],
            Due = new() { Publication = Today.AddDays(-1), Return = Today.AddDays(30) },
        });
        await lab.BeginAsync("owing-study");
        Assert.Empty(await OfAsync("owing-study"));
        var member = await lab.AsAsync("member");
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "owing-study"));
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "owing-study"));
        Assert.Equal(
            [("DUO:0000019", ObligationState.Overdue, (DateOnly?)Today.AddDays(-1)), ("DUO:0000029", ObligationState.Open, Today.AddDays(30))],
            (await OfAsync("owing-study")).Select(one => (one.Rule, one.On(Today), one.Due)));

        Assert.Equal("no-evidence", (await FulfilAsync("owing-study", data, "DUO:0000019", " ", LabHub.Member)).Refusal?.Code);
        Assert.Equal("not-found", (await FulfilAsync("owing-study", data, "DUO:0000046", "10.1/x", LabHub.Member)).Refusal?.Code);
        Assert.Equal("project-members-only", (await FulfilAsync("owing-study", data, "DUO:0000019", "10.1/x", new() { PersonId = "second" })).Refusal?.Code);
        Assert.Equal("10.1/x", (await FulfilAsync("owing-study", data, "DUO:0000019", "10.1/x", LabHub.Member)).Value.Fulfilment?.Evidence);
        Assert.Equal("obligation-met", (await FulfilAsync("owing-study", data, "DUO:0000019", "10.1/y", LabHub.Member)).Refusal?.Code);
        Assert.Equal([ObligationState.Fulfilled, ObligationState.Open], (await OfAsync("owing-study")).Select(one => one.On(Today)));
        Assert.Equal(1, await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().CountAsync(row => row.Kind == "obligation.fulfilled" && row.Subject == "project:owing-study", Stop)));
    }

    [Fact]
    public async Task Project_and_steward_see_the_same_on_the_page_and_others_nothing()
    {
        var data = await lab.DatasetAsync("seen-owing", new() { Permission = Permission.GeneralResearch, Modifiers = [Modifier.CollaborationRequired] });
        await lab.BeginAsync("seen-study");
        Assert.Null(await ProjectLab.SubmitAsync(await lab.AsAsync("member"), data, "seen-study"));
        foreach (var (who, seen, form) in (IEnumerable<(string, bool, bool)>)[("member", true, true), ("steward", true, false), ("outsider", false, false)])
        {
            using var browser = await lab.Lab.Hub.SignedInAsync(who);
            var page = await (await browser.GetAsync("/obligations")).Content.ReadAsStringAsync(Stop);
            Assert.Equal((who, seen, form), (who, page.Contains(data, StringComparison.Ordinal), page.Contains("seen-study: DUO:0000020", StringComparison.Ordinal)));
            using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
            var view = (await client.GetFromJsonAsync<ObligationsView>("/api/v1/obligations", Stop))!;
            Assert.Equal((who == "member", who == "steward"), (view.Own.Any(one => one.Source == data), view.Owed.Any(one => one.Source == data)));
        }

        using var member = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member"));
        using var met = await member.PostAsJsonAsync("/api/v1/projects/seen-study/obligations", new NewFulfilment(data, "DUO:0000020", "https://example.org/joint-paper"), Stop);
        Assert.Equal("fulfilled", (await met.Content.ReadFromJsonAsync<ObligationView>(Stop))?.State);
    }

    private Task<List<Obligation>> OfAsync(string project) => lab.Lab.Hub.UseDbAsync(async db => (await FindObligations.OfProjectAsync(db, project, Stop)).OrderBy(one => one.Rule, StringComparer.Ordinal).ToList());

    private Task<Tsumugi.Hub.Outcome<Obligation>> FulfilAsync(string project, string source, string rule, string evidence, Caller caller) =>
        lab.Lab.Hub.UseDbAsync(db => new FulfilObligation(project, source, rule, evidence).RunAsync(db, caller, DateTime.UtcNow, Stop));
}
