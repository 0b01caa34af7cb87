using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Ethics;
using Tsumugi.Client.Projects;
using Tsumugi.Datasets.Concerns;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Access;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Passports;
using Tsumugi.Institutions;
using Tsumugi.Tests.Ethics.Passports;
using Tsumugi.Tests.Kit;
using Tsumugi.Tests.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Passports;

/// <summary>Passports at the hub's own doors: what a visa opens and for whom, and what the hub hands out.</summary>
public sealed class PassportTests(ProjectLab lab) : IClassFixture<ProjectLab>, IAsyncLifetime
{
    private static readonly DataUseConditions ForUsers = new() { Permission = Permission.GeneralResearch, Limits = new() { Users = ["nobody"] } };

    private readonly TestIssuer _issuer = new($"https://broker-{Guid.NewGuid():n}.example.org");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.Null(await PostAsync("boss", "issuers", Trust("lab")));
        Assert.Null(await PostAsync("boss", "identities", new IdentityRequest("outsider", _issuer.Issuer, "out-7")));
    }

    public ValueTask DisposeAsync()
    {
        _issuer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Grant_of_controlled_access_opens_the_data_for_its_holder_alone()
    {
        var data = await DatasetAsync(ForUsers);
        Assert.Equal("conditions", await FetchAsync("outsider", data));
        var told = await PresentAsync("outsider", _issuer.Passport("out-7", Grant("out-7", data)));
        Assert.Equal((null, $"dataset:{data}"), (told[0].Code, told[0].Node));
        Assert.Null(await FetchAsync("outsider", data));
        await lab.Lab.Hub.AddPersonAsync($"other-{_issuer.Issuer[15..23]}", false, "elsewhere");
        Assert.Equal("conditions", await FetchAsync($"other-{_issuer.Issuer[15..23]}", data));
        Assert.Contains((await HeldAsync("outsider")), visa => visa.Node == $"dataset:{data}" && visa.By == "dac");
        Assert.True(await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().AnyAsync(row => row.Kind == "visa.accepted" && row.Body.Contains(data), Stop)));
    }

    [Fact]
    public async Task Visa_says_who_may_use_data_and_not_what_for()
    {
        var data = await DatasetAsync(new() { Permission = Permission.DiseaseSpecific, Diseases = ["MONDO:0004992"] });
        Assert.Null((await PresentAsync("outsider", Grant("out-7", data)))[0].Code);
        Assert.Equal("conditions", await FetchAsync("outsider", data));
    }

    [Fact]
    public async Task Grant_ends_with_the_visa_its_key_its_issuer_and_the_identity()
    {
        var data = await DatasetAsync(ForUsers);
        await PresentAsync("outsider", Grant("out-7", data));
        Assert.Null(await FetchAsync("outsider", data));

        Assert.Null(await PostAsync("boss", "issuers", Trust("lab") with { Keys = _issuer.OnlyEc }));
        Assert.Equal("conditions", await FetchAsync("outsider", data));
        Assert.Null(await PostAsync("boss", "issuers", Trust("lab")));
        Assert.Null(await FetchAsync("outsider", data));

        Assert.Null(await PostAsync("boss", "issuers/end", new EndTrustRequest(_issuer.Issuer)));
        Assert.Equal("conditions", await FetchAsync("outsider", data));
        Assert.Equal("visa-issuer-unknown", await PresentCodeAsync("outsider", Grant("out-7", data)));
        Assert.Null(await PostAsync("boss", "issuers", Trust("lab")));

        Assert.Null(await PostAsync("boss", "identities/end", new IdentityRequest(null, _issuer.Issuer, "out-7")));
        Assert.Equal("conditions", await FetchAsync("outsider", data));
        Assert.Null(await PostAsync("boss", "identities", new IdentityRequest("outsider", _issuer.Issuer, "out-7")));
        Assert.Null(await FetchAsync("outsider", data));

        await lab.Lab.Hub.UseDbAsync(db => db.Set<AcceptedVisa>().Where(row => row.Issuer == _issuer.Issuer).ExecuteUpdateAsync(row => row.SetProperty(one => one.Until, DateTime.UtcNow.AddSeconds(-1)), Stop));
        Assert.Equal("conditions", await FetchAsync("outsider", data));
        Assert.Empty(await HeldAsync("outsider", data));
    }

    [Fact]
    public async Task Issuer_speaks_only_of_what_it_was_trusted_with()
    {
        var data = await DatasetAsync(ForUsers);
        Assert.Null(await PostAsync("boss", "issuers", Trust()));
        Assert.Null((await PresentAsync("outsider", Grant("out-7", data)))[0].Node);
        Assert.Equal("conditions", await FetchAsync("outsider", data));

        // By a name of its own, which the operator tied to the data.
        Assert.Null(await PostAsync("boss", "issuers", Trust() with { Names = new Dictionary<string, string> { ["https://ega.example.org/EGAD1"] = $"dataset:{data}" } }));
        Assert.Equal($"dataset:{data}", (await PresentAsync("outsider", _issuer.Visa("out-7", VisaTypes.ControlledAccessGrants, "https://ega.example.org/EGAD1", kid: "ec")))[0].Node);
        Assert.Null(await FetchAsync("outsider", data));
    }

    [Fact]
    public async Task Visa_is_taken_once_and_from_nobody_else()
    {
        var data = await DatasetAsync(ForUsers);
        var visa = Grant("out-7", data);
        Assert.Equal("visa-subject", await PresentCodeAsync("second", visa));
        Assert.Equal("visa-subject", await PresentCodeAsync("outsider", Grant("somebody", data)));
        Assert.Null((await PresentAsync("outsider", visa))[0].Code);
        var before = await CountAsync();
        Assert.Equal("visa-replayed", await PresentCodeAsync("outsider", visa));
        Assert.Equal("visa-replayed", await PresentCodeAsync("outsider", $"{visa} {visa}") is "no-visa-accepted" ? "visa-replayed" : "other");
        Assert.Equal(before, await CountAsync());

        // Whose identity it is, is nobody's to change by himself.
        Assert.Equal("operators-only", await PostAsync("second", "identities", new IdentityRequest("second", _issuer.Issuer, "out-7")));
        Assert.Equal("identity-taken", await PostAsync("boss", "identities", new IdentityRequest("second", _issuer.Issuer, "out-7")));
    }

    [Fact]
    public async Task Passport_with_good_and_bad_visas_says_of_each_what_became_of_it()
    {
        var (data, other) = (await DatasetAsync(ForUsers), await DatasetAsync(ForUsers));
        using var stranger = new TestIssuer();
        JsonObject conditions = new() { ["conditions"] = JsonNode.Parse("""[[{"type":"AffiliationAndRole","value":"pattern:faculty@*"}]]""") };
        string[] visas =
        [
            Grant("out-7", data, conditions), stranger.Visa("out-7", VisaTypes.ControlledAccessGrants, Address(other)), Grant("out-7", other, new() { ["conditions"] = JsonNode.Parse("""[[{"type":"ResearcherStatus","value":"const:x"}]]""") }),
            _issuer.Visa("out-7", VisaTypes.AffiliationAndRole, "faculty@cam.ac.uk", claims: new() { ["exp"] = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds() }),
        ];
        var told = await PresentAsync("outsider", _issuer.Passport("out-7", visas));
        Assert.Equal([null, "visa-issuer-unknown", "visa-conditions-unmet", null], told.Select(one => one.Code));
        Assert.True(told[0].Until < DateTime.UtcNow.AddMinutes(6), "The grant outlives the visa that its conditions rest on.");
        Assert.Null(await FetchAsync("outsider", data));
        Assert.Equal("conditions", await FetchAsync("outsider", other));
        var before = await CountAsync();
        Assert.Equal("no-visa-accepted", await PresentCodeAsync("outsider", string.Join(' ', visas[1], visas[2])));
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Registered_access_opens_what_asks_for_no_more_and_nothing_else()
    {
        var (registered, controlled) = (await DatasetAsync(DataUseConditions.None, Gating.Automatic), await DatasetAsync(DataUseConditions.None, Gating.Manual));
        Assert.Equal("gated", await FetchAsync("outsider", registered));
        var status = _issuer.Visa("out-7", VisaTypes.ResearcherStatus, VisaTypes.RegisteredAccess);
        await PresentAsync("outsider", status);
        Assert.Equal("gated", await FetchAsync("outsider", registered));
        await PresentAsync("outsider", _issuer.Visa("out-7", VisaTypes.AcceptedTermsAndPolicies, VisaTypes.RegisteredAccess));
        Assert.Null(await FetchAsync("outsider", registered));
        Assert.Equal("gated", await FetchAsync("outsider", controlled));
        await PresentAsync("outsider", _issuer.Visa("out-7", VisaTypes.AcceptedTermsAndPolicies, Address(controlled)));
        Assert.Equal("gated", await FetchAsync("outsider", controlled));
        await PresentAsync("outsider", Grant("out-7", controlled));
        Assert.Null(await FetchAsync("outsider", controlled));
    }

    [Fact]
    public async Task No_address_in_a_passport_is_ever_asked()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var there = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        var data = await DatasetAsync(ForUsers);
        var visa = _issuer.Visa("out-7", VisaTypes.ControlledAccessGrants, Address(data), new() { ["source"] = there + "dac" }, header: new() { ["jku"] = there + "jwks.json", ["x5u"] = there + "x5u" });
        Assert.Null((await PresentAsync("outsider", visa))[0].Code);
        using var unknown = new TestIssuer(there.TrimEnd('/'));
        Assert.Equal("visa-issuer-unknown", await PresentCodeAsync("outsider", unknown.Visa("out-7", VisaTypes.ControlledAccessGrants, there, header: new() { ["jku"] = there })));
        Assert.False(listener.Pending(), "An address in a visa was asked.");
    }

    [Fact]
    public async Task Data_of_concern_are_not_opened_by_a_visa_alone()
    {
        var data = await DatasetAsync(ForUsers);
        var marked = await lab.Lab.Hub.UseDbAsync(db => new MarkConcern("dataset", data, "HarmfulAgent", "Toxins").RunAsync(db, new() { PersonId = "boss", IsOperator = true }, DateTime.UtcNow, Stop));
        Assert.False(marked.Refused, marked.Refusal?.Reason.En);
        Assert.Equal("dual-use-review", await PresentCodeAsync("outsider", Grant("out-7", data)));
    }

    [Fact]
    public async Task Hub_hands_out_what_was_granted_and_accepted_and_another_hub_can_check_it()
    {
        var (asked, gated, decided) = (await DatasetAsync(ForUsers), await DatasetAsync(DataUseConditions.None, Gating.Automatic), await DatasetAsync(DataUseConditions.None, Gating.Manual));
        var project = $"p-{Guid.NewGuid():n}"[..12];
        await lab.BeginAsync(project);
        await GrantAsync(asked, project);
        foreach (var (data, state) in new[] { (gated, AccessState.Accepted), (decided, AccessState.Accepted) })
        {
            await lab.Lab.Hub.UseDbAsync(async db =>
            {
                db.Add(new AccessRequest { Kind = "dataset", InstitutionId = "lab", Name = data.Split('/')[1], PersonId = "member", Purpose = "use", State = state, At = DateTime.UtcNow.AddDays(-2) });
                return await db.SaveChangesAsync(Stop);
            });
        }

        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member"));
        var userinfo = await client.GetFromJsonAsync<JsonElement>("/api/v1/passport", Stop);
        var visas = await CheckedAsync(userinfo.GetRawText());
        Assert.Contains(visas, one => one is { Type: VisaTypes.ControlledAccessGrants, By: "dac" } && one.Value == Address(asked) && one.Source == new Uri(lab.Lab.Hub.Address, "institutions/lab").ToString());
        Assert.Contains(visas, one => one is { Type: VisaTypes.AcceptedTermsAndPolicies, By: "self" } && one.Value == Address(gated));
        Assert.Contains(visas, one => one is { Type: VisaTypes.ControlledAccessGrants, By: "dac" } && one.Value == Address(decided));
        Assert.All(visas, one => Assert.Equal("member", one.Identity.Subject));
        Assert.All(visas, one => Assert.InRange(one.Expires, DateTime.UtcNow, DateTime.UtcNow.AddHours(25)));

        // As one token, which this very hub takes as it would another's.
        using var download = await client.GetAsync(new Uri("/api/v1/passport/token", UriKind.Relative), Stop);
        Assert.Equal(("application/jwt", "passport.jwt"), (download.Content.Headers.ContentType?.MediaType, download.Content.Headers.ContentDisposition?.FileName));
        var token = await download.Content.ReadAsStringAsync(Stop);
        Assert.Equal(visas.Count, (await CheckedAsync(token)).Count);
        var own = lab.Lab.Hub.Address.ToString();
        Assert.Null(await PostAsync("boss", "issuers", new IssuerRequest(own, await KeysAsync(), ["lab"])));
        Assert.Null(await PostAsync("boss", "identities", new IdentityRequest("outsider", own, "member")));
        Assert.All(await PresentAsync("outsider", token), one => Assert.Null(one.Code));
        Assert.Null(await FetchAsync("outsider", asked));

        // A grant that was taken back is handed out no more.
        await lab.Lab.Hub.UseDbAsync(db => db.Set<Tsumugi.Projects.Applications.UseApplication>().Where(row => row.ProjectId == project)
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.State, Tsumugi.Projects.Applications.ApplicationState.Revoked), Stop));
        Assert.DoesNotContain(await CheckedAsync((await client.GetFromJsonAsync<JsonElement>("/api/v1/passport", Stop)).GetRawText()), one => one.Value == Address(asked));
    }

    [Fact]
    public async Task Pages_take_a_passport_and_show_what_it_opens()
    {
        var data = await DatasetAsync(ForUsers);
        using var outsider = await lab.Lab.Hub.SignedInAsync("outsider");
        using var empty = await outsider.SendFormAsync("/passport", "present", new Dictionary<string, string> { ["passport"] = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        using var sent = await outsider.SendFormAsync("/passport", "present", new Dictionary<string, string> { ["passport"] = Grant("out-7", data) });
        var text = await sent.Content.ReadAsStringAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Contains($"/datasets/{data}", text, StringComparison.Ordinal);
        using var issuers = await outsider.GetAsync("/issuers");
        Assert.Equal(HttpStatusCode.Forbidden, issuers.StatusCode);
        using var boss = await lab.Lab.Hub.SignedInAsync("boss");
        Assert.Contains(_issuer.Issuer, await (await boss.GetAsync("/issuers")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var wrong = await boss.SendFormAsync("/issuers", "trust", new Dictionary<string, string> { ["issuer"] = "broker", ["keys"] = "{}", ["institutions"] = "nowhere", ["names"] = "x = y" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("nowhere", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var trusted = await boss.SendFormAsync("/issuers", "trust", new Dictionary<string, string> { ["issuer"] = _issuer.Issuer, ["keys"] = _issuer.Keys, ["institutions"] = "lab", ["names"] = "" });
        Assert.Equal(HttpStatusCode.Found, trusted.StatusCode);
    }

    private string Grant(string subject, string data, JsonObject? visa = null) => _issuer.Visa(subject, VisaTypes.ControlledAccessGrants, Address(data), visa);

    private string Address(string data) => new Uri(lab.Lab.Hub.Address, $"datasets/{data}").ToString();

    private IssuerRequest Trust(params string[] institutions) => new(_issuer.Issuer, _issuer.Keys, institutions);

    private async Task<string> DatasetAsync(DataUseConditions conditions, Gating gated = Gating.Open)
    {
        var name = $"d-{Guid.NewGuid():n}"[..14];
        await lab.DatasetAsync(name, conditions);
        await lab.Lab.Hub.UseDbAsync(db => db.Set<Repository>().Where(row => row.Name == name).ExecuteUpdateAsync(row => row.SetProperty(one => one.Gated, gated).SetProperty(one => one.Visibility, Visibility.Hub), Stop));
        return $"lab/{name}";
    }

    /// <returns>The code of the refusal; null when the file came.</returns>
    private async Task<string?> FetchAsync(string who, string data)
    {
        var hash = await lab.Lab.Hub.UseDbAsync(db => db.Set<Revision>().Where(row => row.Name == data.Substring(4)).Select(row => row.Hash).SingleAsync(Stop));
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
        using var answer = await client.GetAsync(new Uri($"/api/v1/datasets/{data}/revisions/{hash}/files/genes.txt", UriKind.Relative), Stop);
        return await CodeAsync(answer);
    }

    private async Task<List<VisaResult>> PresentAsync(string who, string passport)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
        using var answer = await client.PostAsJsonAsync("/api/v1/passport/visas", new PassportRequest(passport), Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<List<VisaResult>>(Stop))!;
    }

    private Task<string?> PresentCodeAsync(string who, string passport) => PostAsync(who, "passport/visas", new PassportRequest(passport));

    private async Task<string?> PostAsync<T>(string who, string path, T body)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
        using var answer = await client.PostAsJsonAsync($"/api/v1/{path}", body, Stop);
        return await CodeAsync(answer);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? null : JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("code").GetString();

    private async Task<List<VisaView>> HeldAsync(string who, string? data = null)
    {
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync(who));
        return [.. (await client.GetFromJsonAsync<List<VisaView>>("/api/v1/passport/visas", Stop))!.Where(visa => data is null || visa.Node == $"dataset:{data}")];
    }

    private Task<(int, int)> CountAsync() => lab.Lab.Hub.UseDbAsync(async db => (await db.Set<AcceptedVisa>().CountAsync(Stop), await db.Set<EventRow>().CountAsync(row => row.Kind == "visa.accepted", Stop)));

    private async Task<string> KeysAsync()
    {
        using var client = lab.Lab.Hub.Client();
        return await client.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative), Stop);
    }

    /// <summary>As a stranger checks it who has nothing but the published keys.</summary>
    private async Task<List<Visa>> CheckedAsync(string passport)
    {
        var own = lab.Lab.Hub.Address.ToString();
        var check = new CheckVisa(
            new Dictionary<string, TrustedIssuer> { [own] = new() { Issuer = own, Keys = await KeysAsync(), Institutions = [], Names = new Dictionary<string, string>(), PersonId = "boss", At = DateTime.UtcNow } },
            new("https://elsewhere.example.org/"), DateTime.UtcNow);
        var visas = new List<Visa>();
        foreach (var token in (await PassportText.VisasAsync(passport, check)).Value)
            visas.Add((await check.VisaAsync(token)).Value);
        return visas;
    }

    private async Task GrantAsync(string data, string project)
    {
        var until = DateTime.UtcNow.AddDays(90).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var client = lab.Lab.Hub.Client(await lab.Lab.Hub.TokenAsync("member"));
        using var answer = await client.PostAsJsonAsync($"/api/v1/datasets/{data}/applications", new NewApplication(project, "To learn", "2026-04-10", "standard", until), Stop);
        var made = Assert.Single((await answer.Content.ReadFromJsonAsync<List<ApplicationView>>(Stop))!);
        Assert.Null(await PostAsync("steward", $"applications/{made.Id}/endorse", new { }));
        foreach (var member in (string[])["steward", "chair"])
            Assert.Null(await PostAsync(member, $"applications/{made.Id}/votes", new NewVote(true, "")));
    }
}
