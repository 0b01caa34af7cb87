using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Allocations;
using Tsumugi.Compute.Ledger;
using Tsumugi.Compute.Sites;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Compute.Allocations;

/// <summary>Who may award, see and use allocations, and which of them pays.</summary>
public sealed class AllocationTests(AllocationTests.Fixture fixture) : IClassFixture<AllocationTests.Fixture>
{
    private static readonly DateTime Now = new(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TestHub Hub => fixture.Priced.Hub;

    /// <summary>Method, path, body, then the status for: nobody, an outsider, a member's read-only token, a member, an operator's read-only token, an operator.</summary>
    public static TheoryData<string, string, string?, int[]> Routes() => new()
    {
        { "GET", "/compute/allocations", null, [401, 200, 200, 200, 200, 200] },
        { "GET", "/compute/allocations/{shared}", null, [401, 404, 200, 200, 200, 200] },
        { "GET", "/compute/allocations/{shared}/postings", null, [401, 404, 200, 200, 200, 200] },
        { "POST", "/compute/allocations", """{"project":"shared","credits":1,"until":"2099-01-01T00:00:00Z"}""", [401, 403, 403, 403, 403, 201] },
        { "POST", "/compute/allocations", """{"project":"moon","credits":1,"until":"2099-01-01T00:00:00Z"}""", [401, 403, 403, 403, 403, 400] },
        { "POST", "/compute/allocations/{ending}/end", null, [401, 403, 403, 403, 403, 200] },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_answersEachCaller(string method, string path, string? body, int[] expected)
    {
        (string? Person, TokenScope Scope)[] callers = [(null, default), ("outsider", TokenScope.Write), ("member", TokenScope.Read), ("member", TokenScope.Write), ("boss", TokenScope.Read), ("boss", TokenScope.Write)];
        foreach (var ((person, scope), status) in callers.Zip(expected))
        {
            using var client = Hub.Client(person is null ? null : await Hub.TokenAsync(person, scope));
            var filled = path.Replace("{shared}", fixture.Shared, StringComparison.Ordinal).Replace("{ending}", fixture.Ending, StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new(method), new Uri("/api/v1" + filled, UriKind.Relative));
            if (body is not null)
                request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await client.SendAsync(request, Stop);
            Assert.True((int)answer.StatusCode == status, $"{person} {scope}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        }
    }

    [Fact]
    public async Task JobInAProjectsName_isPaidByWhatLapsesFirst_andItsPostingsNameIt()
    {
        using var member = await fixture.Priced.AsAsync("member");
        var job = await PricedHub.SubmitAsync(member, 60, "shared");
        Assert.Equal(fixture.Shared, job.Allocation);
        var postings = (await member.GetFromJsonAsync<Paged<PostingView>>($"/api/v1/compute/allocations/{fixture.Shared}/postings", Stop))!;
        Assert.Equal(("reserve", "available", "reserved", 1m), postings.Items.Where(row => row.Job == job.Id).Select(row => (row.Kind, row.From, row.To, row.Credits)).Single());
    }

    [Fact]
    public async Task NamedAllocation_thatIsNotTheSubmitters_isRefused()
    {
        using var outsider = await fixture.Priced.AsAsync("member");
        using var answer = await outsider.PostAsJsonAsync("/api/v1/jobs", PricedHub.Request(60, null, fixture.Shared), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("errors").TryGetProperty("allocation", out _));
    }

    [Fact]
    public async Task EverythingWrongWithAnAward_isSaidAtOnce()
    {
        using var boss = await fixture.Priced.AsAsync("boss");
        using var answer = await boss.PostAsJsonAsync("/api/v1/compute/allocations", new AllocationRequest { Project = "moon", Person = "member", Sites = ["mars"], Credits = -1, Until = DateTime.UtcNow.AddDays(-1), Note = new('x', 2000) }, Stop);
        var fields = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["credits", "note", "project", "sites", "until"], fields);
    }

    [Fact]
    public void Hours_becomeCredits_atTheHighestPriceOfTheSites()
    {
        Site[] sites =
        [
            Priced("cheap", 1, 10),
            Priced("dear", 2, 24),
        ];
        var request = new AllocationRequest { Project = "any", CoreHours = 100, GpuHours = new Dictionary<string, decimal> { ["a100"] = 10 }, Until = Now.AddDays(1) };
        Assert.Equal(440, AwardAllocation.Credits(request, sites));
        Assert.Equal(200, AwardAllocation.Credits(request with { Sites = ["cheap"] }, sites));
        Assert.NotNull(AwardAllocation.Check(request with { GpuHours = new Dictionary<string, decimal> { ["h100"] = 1 } }, true, sites, Now)!.Fault("gpuHours"));
    }

    [Fact]
    public void Payers_areTheProjectsOwn_thenThePersons_thenTheExploratoryOne()
    {
        var policy = new Tsumugi.Hub.ExploratoryPolicy();
        var (project, person, over) = (Made("p", project: "x"), Made("me", person: "me"), Made("over", project: "x") with { EndedAt = Now.AddDays(-1) });
        Assert.Equal(["p"], Payers.Decide([project, person], policy, "me", "x", null, Now).Value.Allocations.Select(row => row.Id));
        Assert.Null(Payers.Decide([project, person], policy, "me", "x", null, Now).Value.Grant);
        Assert.Equal(["me"], Payers.Decide([over, person], policy, "me", "x", null, Now).Value.Allocations.Select(row => row.Id));
        Assert.NotNull(Payers.Decide([over, person], policy, "me", "x", null, Now).Value.Grant);
        Assert.Null(Payers.Decide([Made("tried", person: "me") with { Exploratory = true }], policy, "me", null, null, Now).Value.Grant);
        Assert.True(Payers.Decide([project with { Sites = ["a"] }], policy, "me", "x", null, Now).Value is var limited && limited.Cover("a") && !limited.Cover("b"));
    }

    [Fact]
    public void Burndown_goesOnAtThePaceOfTheLastWeeks_untilNothingIsLeft()
    {
        var allocation = Made("p", project: "x") with { From = Now.AddDays(-10), Until = Now.AddDays(90) };
        var balance = new Balance { AllocationId = "p", Programme = -100_000_000, Available = 60_000_000, Spent = 40_000_000 };
        (DateTime, long, long)[] flows = [(Now.AddDays(-10), 100_000_000, 0), (Now.AddDays(-5), -30_000_000, 30_000_000), (Now.AddDays(-1), -10_000_000, 10_000_000)];
        var burndown = Burndown.Of(allocation, balance, flows, Now);
        Assert.Equal([(1, 100), (6, 70), (10, 60)], burndown.Left.Select(point => (point.X, point.Y)));
        Assert.Equal(Now.AddDays(15), burndown.DryAt);
        Assert.Equal([(10, 60), (25, 0)], burndown.Ahead.Select(point => (point.X, point.Y)));
        Assert.Null(Burndown.RunsDryAt(allocation, 60_000_000, 0, Now));
        Assert.Null(Burndown.RunsDryAt(allocation, 60_000_000, 4_000_000, Now));
    }

    [Theory]
    [InlineData("/compute/allocations", "member", "to try things out come with")]
    [InlineData("/compute/allocations/{shared}", "member", "Burn-down")]
    [InlineData("/compute/allocations/new", "boss", "Award an allocation")]
    [InlineData("/projects/shared", "member", "Allocations of the project")]
    public async Task Page_opens(string path, string who, string shows)
    {
        using var browser = await Hub.SignedInAsync(who);
        using var page = await browser.GetAsync(path.Replace("{shared}", fixture.Shared, StringComparison.Ordinal));
        var text = await page.Content.ReadAsStringAsync(Stop);
        Assert.True(page.IsSuccessStatusCode, text);
        Assert.Contains(shows, WebUtility.HtmlDecode(text), StringComparison.Ordinal);
    }

    private static Allocation Made(string id, string? project = null, string? person = null) =>
        new() { Id = id, ProjectId = project, PersonId = person, Sites = [], From = Now.AddDays(-1), Until = Now.AddDays(1), Note = "", CreatedAt = Now };

    private static Site Priced(string id, decimal core, decimal gpu) =>
        new() { Id = id, NameJa = "", NameEn = "", Engine = "slurm", Partitions = [new("gpu", 1, 32, 1000, "a100", 4, null)], Prices = new() { CoreHour = core, GpuHour = gpu } };

    public sealed class Fixture : IAsyncLifetime
    {
        internal PricedHub Priced { get; private set; } = null!;

        public string Shared { get; private set; } = "";

        public string Ending { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Priced = await PricedHub.StartAsync();
            await Priced.BeginProjectAsync("shared");
            await Priced.AwardAsync(new { project = "shared", credits = 1000, until = DateTime.UtcNow.AddDays(200), note = "later" });
            Shared = (await Priced.AwardAsync(new { project = "shared", credits = 500, until = DateTime.UtcNow.AddDays(20), note = "first" })).Id;
            Ending = (await Priced.AwardAsync(new { person = "outsider", credits = 10, until = DateTime.UtcNow.AddDays(20) })).Id;
        }

        public ValueTask DisposeAsync() => Priced.DisposeAsync();
    }
}
