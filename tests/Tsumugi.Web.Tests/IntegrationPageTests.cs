using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>A steward enrols a site by the page, a training under noise waits for the site's operator, and a search for a good merge is seen.</summary>
public sealed partial class IntegrationPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Site_isEnrolledByThePage_andItsOperatorRefusesATraining()
    {
        using var state = new TemporaryFolder();
        using var home = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        using var client = await WithdrawalTests.ClientAsync(hub, state);
        await WithdrawalTests.DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id = "lab", nameJa = "研究室", nameEn = "Laboratory" }));
        var proteins = string.Concat(Enumerable.Range(0, 30).Select(at => $">p{at}\nMKTAYIAKQRQISFVKSHFSRQ\n"));
        await WithdrawalTests.CommitAsync(client, "proteins", WithdrawalTests.Put("p.fa", proteins), begin: true);
        await TrainAsync(client);
        var search = await SearchAsync(client);
        await using var browser = await Browser.StartAsync();
        var context = await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280);
        var page = await context.NewPageAsync();
        await WithdrawalTests.SignInAsync(page, state.Path);
        var code = await EnrolAsync(page);

        var (site, data) = (Path.Combine(home.Path, "site"), Directory.CreateDirectory(Path.Combine(home.Path, "data")).FullName);
        await File.WriteAllTextAsync(Path.Combine(data, "here.fa"), proteins, Stop);
        var policy = Path.Combine(home.Path, "policy.yaml");
        await File.WriteAllTextAsync(policy, $"recipes: [federate-protein]\nmostRounds: 5\napproval: manual\ndatasets:\n  here: {{ folder: '{data}', minimumRows: 2, licence: CC-BY-4.0, permission: GeneralResearch }}\n", Stop);
        await SaidAsync(home, "hokkaido", "site", "join", code, "--hub", client.BaseAddress!.ToString(), "--policy", policy, "--folder", site);
        await SaidAsync(home, "Nothing waits", "site", "approvals", "--folder", site);
        using var agent = ResearcherCommand.Start(home, "site", "run", "--folder", site);
        try
        {
            await BeginAsync(page);
            var training = new Uri(page.Url).AbsolutePath;
            await Browser.ReloadUntilAsync(page, "承認待ち");
            await SaidAsync(home, "σ 1.5, C 1, q 0.1", "site", "approvals", "--folder", site);
            await SaidAsync(home, "is refused", "site", "refuse", training.Split('/')[^1], "--reason", "研究の目的が合いません", "--folder", site);
            await Browser.ReloadUntilAsync(page, "研究の目的が合いません");
            await WithdrawalTests.LookAtEverythingAsync(
                browser, context, client.BaseAddress!, "integration", ("/federation", "sites"), ("/federation/trainings/new", "new-training"), (training, "training"), (search, "search"));
        }
        finally
        {
            agent.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> EnrolAsync(IPage page)
    {
        await page.GotoAsync("/federation");
        var make = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "登録コードを作る" });
        await page.Locator("input[name=id]").FillAsync("Not A Name");
        await make.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.Locator("input[name=id]")).ToHaveValueAsync("Not A Name");
        await page.Locator("input[name=id]").FillAsync("hokkaido");
        await make.ClickAsync();
        var code = await page.Locator("code.secret").InnerTextAsync();
        Assert.Matches(Code(), code);
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync($"tsumugi site join {code} --hub http");
        await page.GotoAsync("/federation");
        await Expect(page.Locator("code.secret")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "hokkaido" })).ToBeVisibleAsync();
        return code;
    }

    /// <summary>Refused with every fault first, then begun.</summary>
    private static async Task BeginAsync(IPage page)
    {
        await page.GotoAsync("/federation/trainings/new");
        for (var looks = 0; await page.Locator("input[name=model]").CountAsync() == 0; looks++)
        {
            Assert.True(looks < 120, await page.GetByRole(AriaRole.Main).InnerTextAsync());
            await Task.Delay(500, Stop);
            await page.ReloadAsync();
        }

        await page.Locator("input[name=model]").FillAsync("model:lab/small");
        await page.Locator("input[name=output]").FillAsync("together");
        await page.Locator("select[name=recipe]").SelectOptionAsync("federate-protein");
        await page.Locator("input[name=sites]").CheckAsync();
        await page.Locator("input[name=minimumSites]").FillAsync("1");
        await page.Locator("input[name=fraction]").FillAsync("2");
        await page.Locator("input[name='privacy.clipNorm']").FillAsync("1");
        await page.Locator("input[name='privacy.noiseMultiplier']").FillAsync("much");
        var begin = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "始める", Exact = true });
        await begin.ClickAsync();
        foreach (var words in (string[])["割合は 0 より大きく", "雑音の倍率", "抽出の確率"])
            await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        await Expect(page.Locator("input[name='privacy.noiseMultiplier']")).ToHaveValueAsync("much");
        await page.Locator("input[name=fraction]").FillAsync("1");
        await page.Locator("input[name='privacy.noiseMultiplier']").FillAsync("1.5");
        await page.Locator("input[name='privacy.sampleRate']").FillAsync("0.1");
        await begin.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("fed-");
    }

    /// <summary>A model to begin from.</summary>
    private static async Task TrainAsync(HttpClient client)
    {
        using var submitted = await client.PostAsJsonAsync(
            new Uri("/api/v1/jobs", UriKind.Relative),
            new
            {
                recipe = "pretrain-protein-fasta",
                institution = "lab",
                inputs = new { data = "dataset:lab/proteins" },
                output = "small",
                changes = new { steps = 2, warmup = 0, width = 16, heads = 2, layers = 1, maxTokens = 34, tokensPerStep = 64 },
            },
            Stop);
        Assert.True(submitted.IsSuccessStatusCode, await submitted.Content.ReadAsStringAsync(Stop));
        var job = await submitted.Content.ReadFromJsonAsync<JsonElement>(Stop);
        for (var looks = 0; job.GetProperty("state").GetString() != "Succeeded"; looks++)
        {
            Assert.True(looks < 600 && job.GetProperty("state").GetString() is not ("Failed" or "Cancelled"), job.ToString());
            await Task.Delay(500, Stop);
            job = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/jobs/{job.GetProperty("id").GetString()}", UriKind.Relative), Stop);
        }
    }

    /// <returns>The search's page.</returns>
    private static async Task<string> SearchAsync(HttpClient client)
    {
        using var begun = await client.PostAsync(new Uri("/api/v1/integration/searches", UriKind.Relative), new StringContent("""
            {"merge":{"recipe":"merge","institution":"lab","inputs":{"first":"model:lab/small","second":"model:lab/small"},"output":"averaged"},
             "over":{"models.0.parameters.weight":[0.5,1]},
             "benchmark":{"recipe":"federate-protein","institution":"lab","inputs":{"data":"dataset:lab/proteins"},"changes":{"steps":1},"output":"averaged-measured"},
             "metric":"loss"}
            """, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")), Stop);
        Assert.True(begun.IsSuccessStatusCode, await begun.Content.ReadAsStringAsync(Stop));
        return $"/integration/searches/{(await begun.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString()}";
    }

    private static async Task SaidAsync(TemporaryFolder home, string words, params string[] arguments)
    {
        var (code, said) = await ResearcherCommand.RunAsync(home, arguments);
        Assert.True(code == 0 && said.Contains(words, StringComparison.Ordinal), said);
    }

    [GeneratedRegex("^tsj_[A-Za-z0-9_-]{32}$")]
    private static partial Regex Code();
}
