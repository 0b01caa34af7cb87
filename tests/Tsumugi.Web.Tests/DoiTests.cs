using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Tsumugi.Tests.Datasets.Dois;

namespace Tsumugi.Web.Tests;

/// <summary>DOIs of the real server program, which is killed while the agency has not answered yet.</summary>
public sealed class DoiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doi_asked_for_before_a_kill_is_registered_after_it_and_its_page_outlives_the_dataset()
    {
        await using var agency = await AgencyServer.StartAsync();
        var heard = new TaskCompletionSource();
        agency.Instead = async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            agency.Bodies.Enqueue(await reader.ReadToEndAsync(Stop));
            heard.TrySetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };
        using var state = new TemporaryFolder();
        using var home = new TemporaryFolder();
        string doi;
        using (var hub = Start(agency, state))
        {
            using var client = await ClientAsync(hub, state);
            await BeginAsync(client);
            Assert.Equal(0, (await ResearcherCommand.RunAsync(home, "login", "--hub", client.BaseAddress!.ToString(), "--token", client.DefaultRequestHeaders.Authorization!.Parameter!)).Code);
            var (code, said) = await ResearcherCommand.RunAsync(home, "data", "doi", "mint", "lab/fish", "--json");
            Assert.True(code == 0, said);
            doi = JsonSerializer.Deserialize<JsonElement>(said).GetProperty("doi").GetString()!;
            await heard.Task.WaitAsync(Stop);
            hub.KillAlone();
        }

        agency.Instead = null;
        using (var hub = Start(agency, state))
        {
            using var client = await ClientAsync(hub, state);
            await ResearcherCommand.RunAsync(home, "login", "--hub", client.BaseAddress!.ToString(), "--token", client.DefaultRequestHeaders.Authorization!.Parameter!);
            JsonElement listed;
            while ((listed = JsonSerializer.Deserialize<JsonElement>((await ResearcherCommand.RunAsync(home, "data", "doi", "list", "lab/fish", "--json")).Said)[0]).GetProperty("deposit").GetString() != "sent")
                await Task.Delay(200, Stop);
            Assert.Equal("findable", agency.Known[doi].State);
            Assert.True(agency.Bodies.Count >= 2);
            Assert.Single(agency.Bodies.Distinct());

            await LookAsync(client.BaseAddress!, doi, "findable");
            using var deletion = new HttpRequestMessage(HttpMethod.Delete, "/api/repos/delete") { Content = JsonContent.Create(new { name = "fish", organization = "lab", type = "dataset" }) };
            (await client.SendAsync(deletion, Stop)).EnsureSuccessStatusCode();
            using var anonymous = new HttpClient { BaseAddress = client.BaseAddress };
            using var page = await anonymous.GetAsync(new Uri($"/doi/{doi}", UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Stop));
            Assert.Contains("Fish of the sea (version 1.0.0)", html, StringComparison.Ordinal);
            Assert.Contains("理由は書かれていません", html, StringComparison.Ordinal);
            while (agency.Known[doi].State != "registered")
                await Task.Delay(200, Stop);
            await LookAsync(client.BaseAddress!, doi, "deleted");
            Assert.DoesNotContain(AgencyServer.Password, hub.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Agency_that_is_unknown_is_said_at_the_start()
    {
        await using var agency = await AgencyServer.StartAsync();
        using var state = new TemporaryFolder();
        using var hub = Start(agency, state, "crossref");
        await hub.LineAsync(line => line.Contains("datacite, jalc", StringComparison.Ordinal));
        Assert.Equal(1, await hub.EndAsync());
    }

    /// <summary>The landing page is for everybody, whoever they are and whatever they hold in their hands.</summary>
    private static async Task LookAsync(Uri hub, string doi, string state)
    {
        await using var browser = await Browser.StartAsync();
        foreach (var (language, width, scheme) in ((string, int, ColorScheme)[])[("ja-JP", 320, ColorScheme.Light), ("en-GB", 1280, ColorScheme.Dark)])
        {
            var context = await browser.ContextAsync(hub, language, width, scheme);
            var page = await context.NewPageAsync();
            await page.GotoAsync($"/doi/{doi}");
            await Browser.LookAsync(page, $"doi-{state}-{language[..2]}-{width}-{scheme}");
            await context.CloseAsync();
        }
    }

    private static HubProcess Start(AgencyServer agency, TemporaryFolder state, string name = "datacite") => HubProcess.StartWith(
        new Dictionary<string, string>
        {
            ["TSUMUGI_DOI_AGENCY"] = name,
            ["TSUMUGI_DOI_PREFIX"] = AgencyServer.Prefix,
            ["TSUMUGI_DOI_USER"] = AgencyServer.User,
            ["TSUMUGI_DOI_PASSWORD"] = AgencyServer.Password,
            ["TSUMUGI_DOI_ENDPOINT"] = agency.Address.ToString(),
            ["TSUMUGI_DOI_HUB"] = "https://hub.example.org",
        },
        "up", "--data", state.Path, "--port", "0");

    private static async Task<HttpClient> ClientAsync(HubProcess hub, TemporaryFolder state)
    {
        var address = await hub.AddressAsync();
        return new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", await HubProcess.TokenAsync(state.Path)) } };
    }

    private static async Task BeginAsync(HttpClient client)
    {
        await DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id = "lab", nameJa = "研究室", nameEn = "Lab" }));
        await DoneAsync(client, "/api/v1/datasets", JsonContent.Create(new { institution = "lab", name = "fish", titleEn = "Fish of the sea", titleJa = "海の魚", licence = "CC0-1.0", permission = "NoRestriction" }));
        string[] lines =
        [
            """{"key":"header","value":{"summary":"Files"}}""",
            $$$"""{"key":"file","value":{"path":"README.md","encoding":"base64","content":"{{{Convert.ToBase64String("# Fish"u8)}}}"}}""",
        ];
        await DoneAsync(client, "/api/datasets/lab/fish/commit/main", new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson"));
    }

    private static async Task DoneAsync(HttpClient client, string path, HttpContent body)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        body.Dispose();
    }
}
