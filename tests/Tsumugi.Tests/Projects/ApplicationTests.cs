using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Projects;
using Tsumugi.Ethics;
using Tsumugi.Projects.Applications;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Projects;

/// <summary>From an obstacle to a signed decision that lifts it, for one project, from one source, until a day.</summary>
public sealed class ApplicationTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private const string Research = "DUO:0000012";

    private static readonly DataUseConditions Restricted = new() { Permission = Permission.GeneralResearch, Limits = new() { ResearchTypes = ["imaging"] } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Granted_by_more_than_half_of_the_committee_it_opens_the_data_to_that_project_alone()
    {
        var data = await lab.DatasetAsync("by-committee", Restricted);
        await lab.BeginAsync("asking");
        await lab.BeginAsync("beside");
        var member = await lab.AsAsync("member");
        var made = await ApplyAsync("by-committee", "asking");
        Assert.Equal(("submitted", "dataset:lab/by-committee", Research), (made.State, made.Source, made.Rules.Single()));
        Assert.Equal("stewards-only", await CodeAsync("member", $"{made.Id}/endorse"));
        Assert.Equal("application-not-open", await CodeAsync("steward", $"{made.Id}/votes", new NewVote(true, "")));
        Assert.Null(await CodeAsync("steward", $"{made.Id}/endorse"));
        Assert.Equal("committee-only", await CodeAsync("boss", $"{made.Id}/votes", new NewVote(true, "")));
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data, "asking"))?.Code);

        Assert.Null(await CodeAsync("steward", $"{made.Id}/votes", new NewVote(true, "Publish with us")));
        Assert.Equal("endorsed", (await ShowAsync("member", made.Id)).State);
        Assert.Null(await CodeAsync("chair", $"{made.Id}/votes", new NewVote(true, "")));
        var granted = await ShowAsync("member", made.Id);
        Assert.Equal(("granted", "Publish with us"), (granted.State, granted.Terms));
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "asking"));
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data, "beside"))?.Code);
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data))?.Code);
        await VerifyAsync(granted);

        var kinds = await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == $"application:{made.Id}").OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(Stop));
        Assert.Equal(["application.submitted", "application.endorsed", "application.voted", "application.voted", "application.granted"], kinds);
    }

    [Fact]
    public async Task Grant_ends_by_itself_and_one_that_was_written_into_the_records_lifts_nothing()
    {
        var data = await lab.DatasetAsync("forged", Restricted);
        await lab.BeginAsync("forging");
        var made = await GrantedAsync("forged", "forging");
        var member = await lab.AsAsync("member");
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "forging"));
        await ChangeAsync(made.Id, row => row.SetProperty(one => one.Until, one => new DateOnly(2098, 1, 1)));
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data, "forging"))?.Code);

        var yesterday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-1);
        var signer = (Tsumugi.Hub.Signing.HubSigner)lab.Lab.Hub.Services.GetService(typeof(Tsumugi.Hub.Signing.HubSigner))!;
        var row = await lab.Lab.Hub.UseDbAsync(db => db.Set<UseApplication>().AsNoTracking().SingleAsync(one => one.Id == made.Id, Stop));
        var signed = signer.Sign(Over(row, yesterday).SignedText);
        await ChangeAsync(made.Id, one => one.SetProperty(old => old.Until, yesterday).SetProperty(old => old.Signature, signed.Value));
        Assert.Equal("over", (await ShowAsync("member", made.Id)).State);
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data, "forging"))?.Code);
    }

    [Fact]
    public async Task Revoked_refused_and_withdrawn_applications_lift_nothing()
    {
        var data = await lab.DatasetAsync("taken-back", Restricted);
        await lab.BeginAsync("losing");
        var member = await lab.AsAsync("member");
        var granted = await GrantedAsync("taken-back", "losing");
        Assert.Null(await ProjectLab.SubmitAsync(member, data, "losing"));
        Assert.Equal("no-reason", await CodeAsync("steward", $"{granted.Id}/revoke", new ApplicationText(" ")));
        Assert.Null(await CodeAsync("steward", $"{granted.Id}/revoke", new ApplicationText("The terms were not kept")));
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data, "losing"))?.Code);

        var refused = await ApplyAsync("taken-back", "losing");
        Assert.Null(await CodeAsync("steward", $"{refused.Id}/endorse"));
        Assert.Equal("bad-vote", await CodeAsync("steward", $"{refused.Id}/votes", new NewVote(false, "")));
        Assert.Null(await CodeAsync("steward", $"{refused.Id}/votes", new NewVote(false, "Not for this")));
        Assert.Null(await CodeAsync("chair", $"{refused.Id}/votes", new NewVote(false, "Ask again with a plan")));
        Assert.Equal(("refused", "Not for this\nAsk again with a plan"), await ShowAsync("member", refused.Id) is var shown ? (shown.State, shown.Terms) : default);

        var withdrawn = await ApplyAsync("taken-back", "losing");
        Assert.Equal("applicant-only", await CodeAsync("steward", $"{withdrawn.Id}/withdraw"));
        Assert.Null(await CodeAsync("member", $"{withdrawn.Id}/withdraw"));
        Assert.Null(await CodeAsync("member", $"{granted.Id}/report", new ApplicationText("Trained one model; the copies were deleted.")));
        Assert.Equal("conditions", (await ProjectLab.SubmitAsync(member, data, "losing"))?.Code);
    }

    [Fact]
    public async Task Granted_use_is_renewed_by_an_application_that_is_decided_anew()
    {
        await lab.DatasetAsync("prolonged", Restricted);
        await lab.BeginAsync("longer");
        var asked = await ApplyAsync("prolonged", "longer");
        Assert.Equal("nothing-granted", await CodeAsync("member", $"{asked.Id}/renew", new RenewalRequest("2027-01-01")));
        Assert.Null(await CodeAsync("member", $"{asked.Id}/withdraw"));
        var granted = await GrantedAsync("prolonged", "longer");
        var until = granted.Until.AddDays(200);
        var later = until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var wrong in (string[])["soon", $"{granted.Until:yyyy-MM-dd}"])
            Assert.Equal("bad-application", await CodeAsync("member", $"{granted.Id}/renew", new RenewalRequest(wrong)));
        Assert.Equal("not-found", await CodeAsync("second", $"{granted.Id}/renew", new RenewalRequest(later)));
        Assert.Equal("project-members-only", await CodeAsync("steward", $"{granted.Id}/renew", new RenewalRequest(later)));
        var renewal = await (await lab.AsAsync("member")).RenewAsync(granted.Id, new(later), Stop);
        Assert.Equal(("submitted", granted.Source, granted.Purpose, until), (renewal.State, renewal.Source, renewal.Purpose, renewal.Until));
        Assert.Equal(granted.Rules, renewal.Rules);
        Assert.Equal("renewal-waits", await CodeAsync("member", $"{granted.Id}/renew", new RenewalRequest(later)));
        Assert.Null(await CodeAsync("steward", $"{renewal.Id}/endorse"));
        foreach (var voter in (string[])["steward", "chair"])
            Assert.Null(await CodeAsync(voter, $"{renewal.Id}/votes", new NewVote(true, "")));
        Assert.Equal("granted", (await ShowAsync("member", renewal.Id)).State);
        Assert.True(await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().AnyAsync(row => row.Subject == $"application:{renewal.Id}" && row.Kind == "application.submitted" && row.Body.Contains(granted.Id), Stop)));
    }

    [Fact]
    public async Task What_needs_a_committee_before_a_model_is_let_out_is_applied_for_as_well()
    {
        await lab.DatasetAsync("let-out", new() { Permission = Permission.GeneralResearch, OutputsRelease = Allowance.ByApproval, WeightsRelease = Allowance.NotAllowed });
        await lab.BeginAsync("letting-out");
        Assert.Equal(["TSUMUGI:outputs-release"], (await ApplyAsync("let-out", "letting-out")).Rules);
    }

    [Fact]
    public async Task Client_does_what_the_pages_do()
    {
        await lab.DatasetAsync("by-client", Restricted);
        await lab.BeginAsync("client");
        var (member, steward, chair) = (await lab.AsAsync("member"), await lab.AsAsync("steward"), await lab.AsAsync("chair"));
        var made = Assert.Single(await member.ApplyAsync("dataset", "lab/by-client", Good("client"), Stop));
        Assert.Contains(await steward.ApplicationsAsync(true, Stop), row => row.Id == made.Id);
        Assert.Equal("endorsed", (await steward.EndorseAsync(made.Id, Stop)).State);
        await steward.VoteAsync(made.Id, new(true, "Only here"), Stop);
        Assert.Equal(("granted", "Only here"), await chair.VoteAsync(made.Id, new(true, null), Stop) is var granted ? (granted.State, granted.Terms) : default);
        Assert.Equal("Deleted.", (await member.ReportUseAsync(made.Id, "Deleted.", Stop)).Report);
        Assert.Equal(("revoked", "Misused"), await steward.RevokeGrantAsync(made.Id, "Misused", Stop) is var revoked ? (revoked.State, revoked.Terms) : default);
        Assert.Equal(["application.granted", "application.revoked"], await lab.Lab.Hub.ToldAsync("member", $"/applications/{made.Id}"));
        Assert.Equal(["application.submitted"], await lab.Lab.Hub.ToldAsync("steward", $"/applications/{made.Id}"));
        Assert.Contains("application.endorsed", await lab.Lab.Hub.ToldAsync("chair", $"/applications/{made.Id}"));
        var second = Assert.Single(await member.ApplyAsync("dataset", "lab/by-client", Good("client"), Stop));
        Assert.Equal("withdrawn", (await member.WithdrawApplicationAsync(second.Id, Stop)).State);
        Assert.Contains(await member.ApplicationsAsync(false, Stop), row => row.Id == second.Id);
    }

    [Fact]
    public async Task Whoever_applied_neither_endorses_nor_votes()
    {
        await lab.DatasetAsync("own", Restricted);
        await lab.BeginAsync("own-project", null, "steward");
        var made = await ApplyAsync("own", "own-project", "steward");
        Assert.Equal("own-application", await CodeAsync("steward", $"{made.Id}/endorse"));
        Assert.Null(await CodeAsync("chair", $"{made.Id}/endorse"));
        Assert.Equal("committee-only", await CodeAsync("steward", $"{made.Id}/votes", new NewVote(true, "")));
    }

    [Fact]
    public async Task Application_says_everything_wrong_at_once_and_is_not_taken_where_none_is_needed()
    {
        await lab.DatasetAsync("needs-one", Restricted);
        await lab.DatasetAsync("needs-none", new() { Permission = Permission.GeneralResearch });
        await lab.BeginAsync("applying");
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member"));
        using var wrong = await client.PostAsJsonAsync("/api/v1/datasets/lab/needs-one/applications", new NewApplication("applying", "", "2999-01-01", "loose", "yesterday"), Stop);
        var problem = JsonDocument.Parse(await wrong.Content.ReadAsStringAsync(Stop)).RootElement;
        Assert.Equal(["purpose", "security", "trainedOn", "until"], problem.GetProperty("errors").EnumerateObject().Select(one => one.Name));
        Assert.Equal("application-not-needed", await CodeAsync("member", "/api/v1/datasets/lab/needs-none/applications", Good("applying")));
        Assert.Equal("no-project", await CodeAsync("member", "/api/v1/datasets/lab/needs-one/applications", Good("")));
        Assert.Equal("project-members-only", await CodeAsync("second", "/api/v1/datasets/lab/needs-one/applications", Good("applying")));
    }

    [Fact]
    public async Task Application_is_seen_by_those_whom_it_concerns_and_waits_for_the_right_ones()
    {
        await lab.DatasetAsync("queued", Restricted);
        await lab.BeginAsync("queue");
        var made = await ApplyAsync("queued", "queue");
        Assert.Equal("not-found", await CodeAsync("outsider", $"{made.Id}/endorse"));
        Assert.Contains(made.Id, await WaitingAsync("steward"));
        Assert.DoesNotContain(made.Id, await WaitingAsync("member"));
        Assert.Null(await CodeAsync("steward", $"{made.Id}/endorse"));
        Assert.Null(await CodeAsync("steward", $"{made.Id}/votes", new NewVote(true, "")));
        Assert.DoesNotContain(made.Id, await WaitingAsync("steward"));
        Assert.Contains(made.Id, await WaitingAsync("chair"));
    }

    [Fact]
    public async Task Pages_lead_from_the_dataset_to_the_application_and_through_the_committee()
    {
        await lab.DatasetAsync("by-page", Restricted);
        await lab.BeginAsync("page");
        using var member = await lab.Lab.Hub.SignedInAsync("member");
        Assert.Contains("/datasets/lab/by-page/apply?project=page", await TextAsync(member, "/datasets/lab/by-page?project=page"), StringComparison.Ordinal);
        using var empty = await member.SendFormAsync("/datasets/lab/by-page/apply?project=page", "apply", new Dictionary<string, string> { ["purpose"] = "" });
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, empty.StatusCode);
        using var sent = await member.SendFormAsync("/datasets/lab/by-page/apply?project=page", "apply", new Dictionary<string, string>
        {
            ["purpose"] = "To see",
            ["trainedOn"] = "2026-04-10",
            ["security"] = "high",
            ["until"] = DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        });
        Assert.Equal(System.Net.HttpStatusCode.Found, sent.StatusCode);
        var id = await lab.Lab.Hub.UseDbAsync(db => db.Set<UseApplication>().Where(row => row.ProjectId == "page").Select(row => row.Id).SingleAsync(Stop));
        using var steward = await lab.Lab.Hub.SignedInAsync("steward");
        Assert.Contains(id, await TextAsync(steward, "/applications"), StringComparison.Ordinal);
        using var endorsed = await steward.SendFormAsync($"/applications/{id}", "endorse", new Dictionary<string, string>());
        Assert.Equal(System.Net.HttpStatusCode.Found, endorsed.StatusCode);
        using var voted = await steward.SendFormAsync($"/applications/{id}", "vote", new Dictionary<string, string> { ["vote"] = "yes", ["comment"] = "Only here" });
        Assert.Equal(System.Net.HttpStatusCode.Found, voted.StatusCode);
        Assert.Contains("Only here", await TextAsync(member, $"/applications/{id}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 0, true)]
    [InlineData(1, 0, 1, false)]
    [InlineData(2, 1, 0, null)]
    [InlineData(2, 1, 1, false)]
    [InlineData(3, 2, 0, true)]
    [InlineData(3, 1, 1, null)]
    [InlineData(3, 1, 2, false)]
    [InlineData(0, 0, 0, null)]
    public void More_than_half_of_all_members_decide(int members, int yes, int no, bool? decided)
    {
        var names = Enumerable.Range(0, members).Select(i => $"m{i}").ToList();
        var votes = Enumerable.Range(0, yes + no).Select(i => Vote($"m{i}", i < yes)).Append(Vote("stranger", true));
        Assert.Equal(decided, Committee.Decide(names, votes));
    }

    private static UseVote Vote(string person, bool yes) => new() { ApplicationId = "a", PersonId = person, Yes = yes, Comment = "", At = DateTime.UnixEpoch };

    private static UseApplication Over(UseApplication row, DateOnly until) => new()
    {
        Id = row.Id,
        Source = row.Source,
        OwnerId = row.OwnerId,
        ProjectId = row.ProjectId,
        PersonId = row.PersonId,
        InstitutionId = row.InstitutionId,
        Purpose = row.Purpose,
        Rules = row.Rules,
        TrainedOn = row.TrainedOn,
        Security = row.Security,
        Until = until,
        CreatedAt = row.CreatedAt,
        DecidedAt = row.DecidedAt,
    };

    private static NewApplication Good(string project) => new(project, "To learn from images", "2026-04-10", "standard", DateTime.UtcNow.AddDays(90).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    private Task<int> ChangeAsync(string id, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<UseApplication>> change) =>
        lab.Lab.Hub.UseDbAsync(db => db.Set<UseApplication>().Where(row => row.Id == id).ExecuteUpdateAsync(change, Stop));

    private async Task<ApplicationView> GrantedAsync(string dataset, string project)
    {
        var made = await ApplyAsync(dataset, project);
        Assert.Null(await CodeAsync("steward", $"{made.Id}/endorse"));
        Assert.Null(await CodeAsync("steward", $"{made.Id}/votes", new NewVote(true, "")));
        Assert.Null(await CodeAsync("chair", $"{made.Id}/votes", new NewVote(true, "")));
        return await ShowAsync("member", made.Id);
    }

    private async Task<ApplicationView> ApplyAsync(string dataset, string project, string person = "member")
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(person));
        using var answer = await client.PostAsJsonAsync($"/api/v1/datasets/lab/{dataset}/applications", Good(project), Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return Assert.Single((await answer.Content.ReadFromJsonAsync<List<ApplicationView>>(Stop))!);
    }

    private async Task<ApplicationView> ShowAsync(string who, string id)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
        return (await client.GetFromJsonAsync<ApplicationView>($"/api/v1/applications/{id}", Stop))!;
    }

    private async Task<IEnumerable<string>> WaitingAsync(string who)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
        return (await client.GetFromJsonAsync<List<ApplicationView>>("/api/v1/applications?waiting=true", Stop))!.Select(row => row.Id);
    }

    /// <returns>The code of the refusal; null when it was done.</returns>
    private async Task<string?> CodeAsync(string who, string path, object? body = null)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
        using var answer = await client.PostAsJsonAsync(path.StartsWith('/') ? path : $"/api/v1/applications/{path}", body ?? new { }, Stop);
        return answer.IsSuccessStatusCode ? null : JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("code").GetString();
    }

    /// <summary>As a stranger would who has nothing but the published key.</summary>
    private async Task VerifyAsync(ApplicationView granted)
    {
        using var client = lab.Lab.Hub.Client();
        var keys = (await client.GetFromJsonAsync<JsonElement>("/.well-known/jwks.json", Stop)).GetProperty("keys");
        var key = keys.EnumerateArray().Single(one => one.GetProperty("kid").GetString() == granted.KeyId);
        byte[] Part(string name) => System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty(name).GetString());
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = Part("x"), Y = Part("y") } });
        var signature = System.Buffers.Text.Base64Url.DecodeFromChars(granted.Signature);
        Assert.True(ecdsa.VerifyData(Encoding.UTF8.GetBytes(granted.SignedText!), signature, HashAlgorithmName.SHA256));
        Assert.False(ecdsa.VerifyData(Encoding.UTF8.GetBytes(granted.SignedText!.Replace("asking", "beside", StringComparison.Ordinal)), signature, HashAlgorithmName.SHA256));
    }

    private static async Task<string> TextAsync(Kit.Browser browser, string path) => await (await browser.GetAsync(path)).Content.ReadAsStringAsync(Stop);
}
