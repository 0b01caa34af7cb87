using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Projects;
using Tsumugi.Compute.Allocations;
using Tsumugi.Projects.Calls;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Projects;

/// <summary>From a call to an awarded project, over the programming interface.</summary>
public sealed class CallTests(ProjectLab lab) : IClassFixture<ProjectLab>, IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var (person, institution) in ((string, string)[])[("referee-one", "far"), ("referee-two", "farther"), ("colleague", "lab")])
        {
            if (!await lab.Lab.Hub.UseDbAsync(db => db.Set<Tsumugi.Institutions.Person>().AnyAsync(row => row.Id == person, Stop)))
                await lab.Lab.Hub.AddPersonAsync(person, false, institution);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Proposal_is_written_reviewed_and_awarded_with_its_plan_and_credits()
    {
        var (boss, member) = (await lab.AsAsync("boss"), await lab.AsAsync("member"));
        await OpenAsync("whole", "referee-one", "referee-two", "colleague", "member");
        var draft = await member.DraftProposalAsync("whole", new("lab"), Stop);
        var faults = await Assert.ThrowsAsync<HubRefusedException>(() => member.SubmitProposalAsync(draft.Id, Stop));
        Assert.Equal(("bad-proposal", "layers,milestones,plan,summary,titleEn,titleJa,until"), (faults.Problem.Code, string.Join(',', faults.Problem.Errors.Keys.Order(StringComparer.Ordinal))));
        await member.SaveProposalAsync(draft.Id, Good(), Stop);
        Assert.Equal("submitted", (await member.SubmitProposalAsync(draft.Id, Stop)).State);
        await CodeAsync("proposal-not-draft", () => member.SaveProposalAsync(draft.Id, Good(), Stop));
        await CodeAsync("call-not-closed", () => boss.AssignReviewsAsync("whole", Stop));

        await CloseAsync("whole");
        Assert.Equal(2, (await boss.AssignReviewsAsync("whole", Stop)).Assigned);
        Assert.Equal(0, (await boss.AssignReviewsAsync("whole", Stop)).Assigned);
        await CodeAsync("not-found", async () => await (await lab.AsAsync("colleague")).ProposalAsync(draft.Id, Stop));
        var (one, two) = (await lab.AsAsync("referee-one"), await lab.AsAsync("referee-two"));
        Assert.Equal([draft.Id], (await one.ProposalsAsync(true, Stop)).Select(row => row.Id));
        var wrong = await Assert.ThrowsAsync<HubRefusedException>(() => one.ReviewAsync(draft.Id, new() { Scores = new Dictionary<string, int> { ["novelty"] = 6, ["beauty"] = 1 } }, Stop));
        Assert.Equal("score-novelty,score-reach,scores,toApplicant", string.Join(',', wrong.Problem.Errors.Keys.Order(StringComparer.Ordinal)));
        await ReviewAsync(one, draft.Id, 5, 3);
        await CodeAsync("bad-award", () => boss.AwardAsync(draft.Id, new("awarded-whole", 100), Stop));

        // Whoever has not handed in their own review is not told what others think.
        Assert.Equal((null, 1), await two.ProposalAsync(draft.Id, Stop) is var before ? (before.Mean, before.Reviews.Count) : default);
        await ReviewAsync(two, draft.Id, 2, 4);
        Assert.Equal((3.5, 2), await two.ProposalAsync(draft.Id, Stop) is var after ? (Math.Round(after.Mean!.Value, 9), after.Reviews.Count) : default);
        Assert.Equal((null, 0), await member.ProposalAsync(draft.Id, Stop) is var own ? (own.Mean, own.Reviews.Count) : default);

        var awarded = await boss.AwardAsync(draft.Id, new("awarded-whole", 100, null, "Share the weights"), Stop);
        Assert.Equal(("awarded", "awarded-whole"), (awarded.State, awarded.Project));
        Assert.Equal(["proposal.awarded"], await lab.Lab.Hub.ToldAsync("member", $"/proposals/{draft.Id}"));
        await CodeAsync("proposal-decided", () => boss.DeclineAsync(draft.Id, "Too late", Stop));
        var told = await member.ProposalAsync(draft.Id, Stop);
        Assert.Equal("Share the weights", told.Reason);
        Assert.All(told.Reviews, review => Assert.Equal((null, null), (review.Person, review.ToPanel)));
        Assert.Equal(["good", "good"], told.Reviews.Select(review => review.ToApplicant));

        var project = await member.ProjectAsync("awarded-whole", Stop);
        Assert.Equal([new("member", "member", "lab", "lead"), new("outsider", "outsider", "elsewhere", "member")], project.Members);
        var plan = await member.PlanAsync("awarded-whole", Stop);
        Assert.Equal((draft.Id, "whole", 100m), (plan.Proposal, plan.Call, plan.Credits));
        Assert.True(Assert.Single(plan.Milestones).Agreed);
        var allocation = Assert.Single(await member.AllocationsAsync("awarded-whole", Stop));
        Assert.Equal(100, allocation.Available);
        Assert.Equal(DateTime.UtcNow.AddYears(2).Year, allocation.Until.AddDays(-1).Year);
        Assert.Contains("project.begun", await EventsAsync("project:awarded-whole"));
        Assert.Equal(["proposal.begun", "proposal.submitted", "proposal.awarded"], await EventsAsync($"proposal:{draft.Id}"));
        Assert.Equal(["review.assigned", "review.written"], await EventsAsync($"review:{draft.Id}/referee-one"));

        // Those who propose see on the thread that there are reviews, and not whose.
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member"));
        var lineage = await client.GetStringAsync(new Uri($"/api/v1/thread/nodes?node=proposal:{draft.Id}", UriKind.Relative), Stop);
        Assert.Contains("private:review-2", lineage, StringComparison.Ordinal);
        Assert.DoesNotContain("referee", lineage, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"/api/v1/thread/nodes?node=review:{draft.Id}/referee-one", UriKind.Relative), Stop)).StatusCode);
    }

    [Fact]
    public async Task Drafts_and_reviews_are_hidden_from_whom_they_do_not_concern()
    {
        await OpenAsync("hidden", "referee-one");
        var member = await lab.AsAsync("member");
        var draft = await member.DraftProposalAsync("hidden", new("lab", Good()), Stop);
        foreach (var other in (string[])["boss", "steward", "referee-one"])
            await CodeAsync("not-found", async () => await (await lab.AsAsync(other)).ProposalAsync(draft.Id, Stop));
        Assert.Equal(draft.Id, (await (await lab.AsAsync("outsider")).ProposalAsync(draft.Id, Stop)).Id);
        await CodeAsync("proposer-only", async () => await (await lab.AsAsync("outsider")).SubmitProposalAsync(draft.Id, Stop));
        await member.SubmitProposalAsync(draft.Id, Stop);
        Assert.Equal(draft.Id, (await (await lab.AsAsync("boss")).ProposalAsync(draft.Id, Stop)).Id);
        await CodeAsync("not-found", async () => await (await lab.AsAsync("steward")).ProposalAsync(draft.Id, Stop));
        using var steward = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("steward"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await steward.GetAsync(new Uri($"/api/v1/thread/nodes?node=proposal:{draft.Id}", UriKind.Relative), Stop)).StatusCode);
        await CodeAsync("operators-only", async () => await (await lab.AsAsync("steward")).RankedProposalsAsync("hidden", Stop));
    }

    [Fact]
    public async Task Proposal_taken_back_is_changed_and_handed_in_again_until_the_call_closes()
    {
        await OpenAsync("again", "referee-one");
        var member = await lab.AsAsync("member");
        var draft = await member.DraftProposalAsync("again", new("lab", Good()), Stop);
        await member.SubmitProposalAsync(draft.Id, Stop);
        Assert.Equal("withdrawn", (await member.WithdrawProposalAsync(draft.Id, Stop)).State);
        await member.SaveProposalAsync(draft.Id, Good() with { Credits = 5 }, Stop);
        Assert.Equal("submitted", (await member.SubmitProposalAsync(draft.Id, Stop)).State);
        await member.WithdrawProposalAsync(draft.Id, Stop);
        await CloseAsync("again");
        await CodeAsync("call-not-open", () => member.SaveProposalAsync(draft.Id, Good(), Stop));
        await CodeAsync("call-not-open", () => member.SubmitProposalAsync(draft.Id, Stop));
        await CodeAsync("call-not-open", () => member.DraftProposalAsync("again", new("lab"), Stop));
    }

    [Fact]
    public async Task Reviewer_who_steps_back_is_replaced_and_sees_it_no_more()
    {
        await OpenAsync("stepping", "referee-one", "referee-two");
        await lab.Lab.Hub.UseDbAsync(db => db.Set<Call>().Where(row => row.Id == "stepping").ExecuteUpdateAsync(set => set.SetProperty(row => row.ReviewsWanted, 1), Stop));
        var (boss, member) = (await lab.AsAsync("boss"), await lab.AsAsync("member"));
        var draft = await member.DraftProposalAsync("stepping", new("lab", Good()), Stop);
        await member.SubmitProposalAsync(draft.Id, Stop);
        await CloseAsync("stepping");
        Assert.Equal(1, (await boss.AssignReviewsAsync("stepping", Stop)).Assigned);
        var first = await FirstAsync(draft.Id);
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(first));
        Assert.Equal("no-reason", await ApplicationCodeAsync(client, $"/api/v1/proposals/{draft.Id}/step-back", new ReasonRequest(" ")));
        Assert.Null(await ApplicationCodeAsync(client, $"/api/v1/proposals/{draft.Id}/step-back", new ReasonRequest("We wrote a paper together")));
        await CodeAsync("not-found", async () => await (await lab.AsAsync(first)).ProposalAsync(draft.Id, Stop));
        Assert.Equal(1, (await boss.AssignReviewsAsync("stepping", Stop)).Assigned);
        var second = first == "referee-one" ? "referee-two" : "referee-one";
        await ReviewAsync(await lab.AsAsync(second), draft.Id, 1, 1);
        var declined = await boss.DeclineAsync(draft.Id, "Not ready", Stop);
        Assert.Equal(("declined", 1.0, 2), (declined.State, declined.Mean, declined.Reviews.Count));
        Assert.Single((await member.ProposalAsync(draft.Id, Stop)).Reviews);
    }

    [Fact]
    public async Task Reviewer_who_joins_the_proposers_institution_later_can_no_longer_judge()
    {
        await lab.Lab.Hub.AddPersonAsync("mover", false, "far");
        await OpenAsync("moving", "mover");
        var member = await lab.AsAsync("member");
        var draft = await member.DraftProposalAsync("moving", new("lab", Good()), Stop);
        await member.SubmitProposalAsync(draft.Id, Stop);
        await CloseAsync("moving");
        var given = await (await lab.AsAsync("boss")).AssignReviewsAsync("moving", Stop);
        Assert.Equal((1, 1), (given.Assigned, given.Missing[draft.Id]));
        await lab.Lab.Hub.UseDbAsync(async db =>
        {
            db.Add(new Tsumugi.Institutions.Membership { PersonId = "mover", InstitutionId = "lab", Role = Tsumugi.Institutions.InstitutionRole.Researcher });
            return await db.SaveChangesAsync(Stop);
        });
        await CodeAsync("conflict-of-interest", async () => await ReviewAsync(await lab.AsAsync("mover"), draft.Id, 5, 5));
    }

    [Fact]
    public async Task Nobody_decides_about_a_proposal_that_they_take_part_in()
    {
        await lab.Lab.Hub.AddPersonAsync("second-boss", isOperator: true);
        await OpenAsync("own-interest", "referee-one");
        var boss = await lab.AsAsync("boss");
        var draft = await boss.DraftProposalAsync("own-interest", new("lab", Good() with { Members = [] }), Stop);
        await boss.SubmitProposalAsync(draft.Id, Stop);
        await CloseAsync("own-interest");
        await CodeAsync("own-proposal", () => boss.DeclineAsync(draft.Id, "Because", Stop));
        Assert.Equal("declined", (await (await lab.AsAsync("second-boss")).DeclineAsync(draft.Id, "Out of scope", Stop)).State);
    }

    [Fact]
    public async Task Everything_wrong_with_a_call_is_said_at_once_and_its_criteria_stay_once_used()
    {
        var boss = await lab.AsAsync("boss");
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => boss.OpenCallAsync(
            new() { Id = "No Good", Opens = "soon", Closes = "2020-01-01 00:00", ReviewsWanted = 0, MostCredits = -1, Criteria = [new("A B", "", "", 0)], Panel = ["nobody-at-all"] }, Stop));
        Assert.Equal(
            ("bad-call", "closes,criteria,id,mostCredits,opens,panel,reviewsWanted,text,titleEn,titleJa"),
            (refused.Problem.Code, string.Join(',', refused.Problem.Errors.Keys.Order(StringComparer.Ordinal))));
        Assert.Contains("nobody-at-all", refused.Problem.Errors["panel"][0], StringComparison.Ordinal);
        await CodeAsync("operators-only", async () => await (await lab.AsAsync("member")).OpenCallAsync(Asking("no-rights", "referee-one"), Stop));
    }

    private static ProposalRequest Good() => new()
    {
        Project = new() { TitleJa = "肝臓の基盤モデル", TitleEn = "A model of the liver", Summary = "まず試す", Layers = ["cell"], Modalities = ["expression"] },
        Plan = "We **train** and measure.",
        Members = [new("outsider", "elsewhere")],
        Credits = 50,
        Until = DateTime.UtcNow.AddYears(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        Milestones = [new(DateTime.UtcNow.AddYears(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), "A first model")],
        Data = ["dataset:lab/open"],
    };

    private static NewCall Asking(string id, params string[] panel) => new()
    {
        Id = id,
        TitleJa = "統合モデルの公募",
        TitleEn = "A call for integrated models",
        Text = "Propose **one** model.",
        Opens = "2026-04-01 10:00",
        Closes = "2099-01-15 17:00",
        ReviewsWanted = 2,
        MostCredits = 1000,
        Criteria = [new("novelty", "新規性", "Novelty", 1), new("reach", "波及効果", "Reach", 1)],
        Panel = panel,
    };

    private static Task<ProposalView> ReviewAsync(HubClient hub, string id, int novelty, int reach) => hub.ReviewAsync(
        id, new() { Scores = new Dictionary<string, int> { ["novelty"] = novelty, ["reach"] = reach }, ToApplicant = "good", ToPanel = "between us" }, Stop);

    private static async Task CodeAsync(string code, Func<Task> action) => Assert.Equal(code, (await Assert.ThrowsAsync<HubRefusedException>(action)).Problem.Code);

    private static async Task<string?> ApplicationCodeAsync(HttpClient client, string path, object body)
    {
        using var answer = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(client, path, body, Stop);
        return answer.IsSuccessStatusCode ? null : System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("code").GetString();
    }

    private async Task OpenAsync(string id, params string[] panel) => await (await lab.AsAsync("boss")).OpenCallAsync(Asking(id, panel), Stop);

    private Task<int> CloseAsync(string id) => lab.Lab.Hub.UseDbAsync(db =>
        db.Set<Call>().Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ClosesAt, DateTime.UtcNow.AddMinutes(-1)), Stop));

    private Task<string> FirstAsync(string proposal) => lab.Lab.Hub.UseDbAsync(db =>
        db.Set<Tsumugi.Projects.Calls.Reviews.Review>().Where(row => row.ProposalId == proposal).Select(row => row.PersonId).SingleAsync(Stop));

    private Task<List<string>> EventsAsync(string subject) => lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == subject).OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(Stop));
}
