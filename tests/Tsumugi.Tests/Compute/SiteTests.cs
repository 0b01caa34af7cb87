using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Datasets;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Compute;

/// <summary>Sites: who may make them, what is refused, and that their credentials stay secret.</summary>
public sealed class SiteTests(SiteTests.Fixture fixture) : IClassFixture<SiteTests.Fixture>
{
    private const string Body = """{"nameJa":"拠点","nameEn":"Site","institution":"lab","engine":"slurm","slurm":{"endpoint":"http://127.0.0.1:1","user":"hub"},"secret":"a.b.c"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TestHub Hub => fixture.Hub;

    /// <summary>Method, path, body, then the status for: nobody, a member's read-only token, a member, an operator's read-only token, an operator.</summary>
    public static TheoryData<string, string, string?, int[]> Routes() => new()
    {
        { "GET", "/compute/sites", null, [401, 200, 200, 200, 200] },
        { "GET", "/compute/sites/local", null, [401, 200, 200, 200, 200] },
        { "GET", "/compute/sites/nowhere", null, [401, 404, 404, 404, 404] },
        { "PUT", "/compute/sites/routed", Body, [401, 403, 403, 403, 200] },
        { "GET", "/compute/sites/local/accounts", null, [401, 403, 403, 403, 409] },
        { "POST", "/compute/sites/local/accounts/repair", null, [401, 403, 403, 403, 409] },
        { "GET", "/compute/sites/nowhere/accounts", null, [401, 403, 403, 403, 404] },
        { "GET", "/compute/usage.parquet", null, [401, 200, 200, 200, 200] },
        { "GET", "/compute/usage.parquet?by=moon", null, [400, 400, 400, 400, 400] },
        { "GET", "/compute/usage/metrics", null, [401, 200, 200, 200, 200] },
        { "GET", "/compute/usage", null, [401, 200, 200, 200, 200] },
        { "GET", "/compute/usage?by=person,month&year=2026", null, [401, 200, 200, 200, 200] },
        { "GET", "/compute/usage?by=moon", null, [400, 400, 400, 400, 400] },
        { "GET", "/compute/usage.csv", null, [401, 200, 200, 200, 200] },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_answersEachCaller(string method, string path, string? body, int[] expected)
    {
        (string? Person, TokenScope Scope)[] callers = [(null, default), ("member", TokenScope.Read), ("member", TokenScope.Write), ("boss", TokenScope.Read), ("boss", TokenScope.Write)];
        foreach (var ((person, scope), status) in callers.Zip(expected))
        {
            using var client = Hub.Client(person is null ? null : await Hub.TokenAsync(person, scope));
            using var request = new HttpRequestMessage(new(method), new Uri("/api/v1" + path, UriKind.Relative));
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.SendAsync(request, Stop);
            Assert.True((int)answer.StatusCode == status, $"{person} {scope}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        }
    }

    [Fact]
    public async Task OwnMachine_isASiteByItself()
    {
        using var client = Hub.Client(await Hub.TokenAsync("member"));
        var site = (await client.GetFromJsonAsync<SiteView>("/api/v1/compute/sites/local", Stop))!;
        Assert.Equal(("local", true, SiteCondition.Up, Environment.ProcessorCount), (site.Engine, site.Open, site.Health.Condition, site.Partitions.Single().Cores));
    }

    [Fact]
    public async Task Credential_isEncrypted_neverShown_andKeptWhenNoneIsSent()
    {
        const string Secret = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDB9.c2lnbmF0dXJlLXRoYXQtbm9ib2R5LXNlZXM";
        using var client = Hub.Client(await Hub.TokenAsync("boss"));
        var (made, site) = await SaveAsync(client, "secretive", Request() with { Secret = Secret });
        Assert.True(site!.HasSecret);
        Assert.Equal(new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc), site.SecretUntil);
        Assert.DoesNotContain("c2lnbmF0dXJl", made, StringComparison.Ordinal);
        var (_, changed) = await SaveAsync(client, "secretive", Request() with { NameEn = "Renamed" });
        Assert.Equal(("Renamed", true), (changed!.NameEn, changed.HasSecret));
        Assert.DoesNotContain("c2lnbmF0dXJl", await Hub.StoredTextAsync(Stop), StringComparison.Ordinal);
        var stored = await Hub.UseDbAsync(async db => (await db.FindAsync<Site>("secretive"))!);
        Assert.Equal(Secret, ((SiteSecrets)Hub.Services.GetService(typeof(SiteSecrets))!).Reveal(stored));
        var kinds = await Hub.UseDbAsync(db => Task.FromResult(db.Set<EventRow>().Where(row => row.Subject == "site:secretive").OrderBy(row => row.Seq).Select(row => row.Kind).ToList()));
        Assert.Equal(["site.created", "site.changed"], kinds);
    }

    [Fact]
    public async Task EverythingWrongWithASite_isSaidAtOnce()
    {
        using var client = Hub.Client(await Hub.TokenAsync("boss"));
        var (text, _) = await SaveAsync(client, "wrong", new()
        {
            NameJa = "",
            NameEn = " ",
            Institution = "moon",
            Engine = "slurm",
            Slurm = new() { Endpoint = "ftp://x", User = "", Version = "2", Worker = "a\nb" },
            Secret = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2ln",
            Prices = new() { CoreHour = -1 },
            Policies = new() { MostCores = 0, HeldData = ["everything"] },
            Maintenance = [new(DateTime.UtcNow, DateTime.UtcNow.AddHours(-1), "", "")],
        });
        var fields = JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["institution", "maintenance[0]", "nameEn", "nameJa", "policies.heldData", "policies.mostCores", "prices", "secret", "slurm.endpoint", "slurm.user", "slurm.version", "slurm.worker"],
            fields);
    }

    [Fact]
    public async Task UnknownEngine_isRefused_withThoseThatThereAre()
    {
        using var client = Hub.Client(await Hub.TokenAsync("boss"));
        Assert.Contains("Available: local, slurm.", (await SaveAsync(client, "odd", Request() with { Engine = "pbs", Slurm = null })).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/compute/sites", "member")]
    [InlineData("/compute/sites/local", "member")]
    [InlineData("/compute/sites/new", "boss")]
    [InlineData("/compute/sites/local/edit", "boss")]
    [InlineData("/compute/usage", "member")]
    [InlineData("/compute/usage?by=month&year=2026", "member")]
    public async Task Page_opens(string path, string who)
    {
        using var browser = await Hub.SignedInAsync(who);
        using var page = await browser.GetAsync(path);
        Assert.True(page.IsSuccessStatusCode, await page.Content.ReadAsStringAsync(Stop));
    }

    private static SiteRequest Request() => new()
    {
        NameJa = "拠点",
        NameEn = "Site",
        Institution = "lab",
        Engine = "slurm",
        Slurm = new() { Endpoint = "http://127.0.0.1:1", User = "hub" },
    };

    private static async Task<(string Text, SiteView? Site)> SaveAsync(HttpClient client, string id, SiteRequest request)
    {
        using var answer = await client.PutAsJsonAsync($"/api/v1/compute/sites/{id}", request, Stop);
        return (await answer.Content.ReadAsStringAsync(Stop), answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<SiteView>(Stop) : null);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public TestHub Hub { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Hub = await TestHub.StartAsync(Room.Of<DatasetsRoom>(), Room.Of<ComputeRoom>());
            await Hub.AddPersonAsync("member", false, "lab");
            await Hub.AddPersonAsync("boss", isOperator: true);
        }

        public async ValueTask DisposeAsync()
        {
            await Hub.StopAsync();
            await Hub.DisposeAsync();
        }
    }
}
