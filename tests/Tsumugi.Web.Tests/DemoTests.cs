using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>The demo from start to end as people see it: the running job, the search, the numbers; then the same after kills.</summary>
public sealed partial class DemoTests
{
    private static readonly string[] Pages = ["/", "/catalogue", "/harvests", "/search", "/projects", "/calls", "/applications", "/obligations", "/passport", "/issuers", "/keys", "/jobs", "/sweeps", "/compute/allocations", "/compute/coordination", "/models", "/integration", "/federation", "/federation/trainings/new", "/datasets", "/links", "/instruments", "/samples", "/requests", "/learning", "/use-cases", "/publications", "/portfolio", "/indicators", "/evaluation", "/thread", "/institutions", "/account", "/notices"];

    [Fact]
    public async Task Demo_whileAndAfterItRuns_isSeenThroughTheBrowserAndSurvivesKills()
    {
        using var state = new TemporaryFolder();
        JsonElement summary;
        using (var hub = HubProcess.Start("demo", "--quick", "--data", state.Path, "--port", "0"))
        {
            var address = await hub.AddressAsync();
            await using var browser = await Browser.StartAsync();
            var context = await browser.ContextAsync(address, "ja-JP", 1280);
            var page = await context.NewPageAsync();
            await AnonymousSeesOnlyTheDoorAsync(page);
            await SignInByKeyboardAsync(page, PasswordIn(state.Path));
            await RunningJobMovesAsync(page);
            summary = await hub.SummaryAsync();
            await SearchAsync(page);
            await NumbersOpenAsync(page);
            await LanguageIsRememberedAsync(page);
            await EveryPageIsFitToBeSeenAsync(browser, context, address);
            Assert.DoesNotContain("torch", await File.ReadAllTextAsync($"/proc/{hub.Id}/maps", TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        }

        await SameAfterKillsAsync(summary);
    }

    private static async Task AnonymousSeesOnlyTheDoorAsync(IPage page)
    {
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "サインイン" })).ToBeVisibleAsync();
        foreach (var path in Pages.Skip(1))
        {
            await page.GotoAsync(path);
            Assert.StartsWith("/sign-in", new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);
        }
    }

    /// <summary>No mouse: focus, type, Enter.</summary>
    private static async Task SignInByKeyboardAsync(IPage page, string password)
    {
        await page.GotoAsync("/sign-in");
        var focused = "";
        for (var tabs = 0; tabs < 20 && focused != "email"; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
            focused = await page.EvaluateAsync<string>("document.activeElement.name ?? ''");
        }

        Assert.Equal("email", focused);
        await page.Keyboard.TypeAsync("operator@localhost");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("概況");
    }

    /// <summary>The page is opened once; what changes afterwards came over its connection.</summary>
    private static async Task RunningJobMovesAsync(IPage page)
    {
        // The list does not change by itself, and the demo takes its time to submit the first job.
        var job = page.GetByRole(AriaRole.Link, new() { NameRegex = PretrainDna() }).First;
        for (var tries = 0; tries < 300 && await job.CountAsync() == 0; tries++)
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            await page.GotoAsync("/jobs");
        }

        await job.ClickAsync();
        await Expect(page.Locator(".live .pill")).ToHaveTextAsync("完了");
        await Expect(page.Locator("figure.chart svg").First).ToBeVisibleAsync();
        await Expect(page.Locator("pre.log")).ToContainTextAsync("3325 training genes");
    }

    private static async Task SearchAsync(IPage page)
    {
        await page.GotoAsync("/search");
        await page.Locator("textarea[name=query]").FillAsync("outer membrane lipoprotein");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "検索する" }).ClickAsync();
        await Expect(page.Locator("table tbody tr")).ToHaveCountAsync(20);
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("integration-office/gene-space");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("genome-center/leptospira");
        await page.Locator("table tbody th a").First.ClickAsync();
        await Expect(page.Locator(".sequence").First).ToBeVisibleAsync();

        await page.GotoAsync("/search");
        await page.Locator("textarea[name=query]").FillAsync("ATGGC?TTT");
        await page.Locator("select[name=view]").SelectOptionAsync("dna");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "検索する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("?");
        await Expect(page.Locator("textarea[name=query]")).ToHaveValueAsync("ATGGC?TTT");
    }

    /// <summary>The number on the page is the number of rows behind it.</summary>
    private static async Task NumbersOpenAsync(IPage page)
    {
        await page.GotoAsync("/indicators");
        var uses = page.Locator("a[href^='/indicators/modelUses']");
        var counted = int.Parse((await uses.InnerTextAsync()).Split(' ', '件')[0].Trim(), System.Globalization.CultureInfo.InvariantCulture);
        await uses.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "根拠", Exact = true }).Locator("tbody tr")).ToHaveCountAsync(counted);
        Assert.Equal(2, counted);
    }

    private static async Task LanguageIsRememberedAsync(IPage page)
    {
        await page.GotoAsync("/indicators");
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Indicators");
        await page.GotoAsync("/models");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Models");
    }

    private static async Task EveryPageIsFitToBeSeenAsync(Browser browser, IBrowserContext signedIn, Uri address)
    {
        var cookies = (await signedIn.CookiesAsync()).Where(cookie => cookie.Name == "tsumugi")
            .Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = address.ToString(), HttpOnly = true }).ToList();
        string[] all = [.. Pages, "/models/integration-office/gene-space", "/models/codon-lab/codon-encoder", "/datasets/genome-center/leptospira",
            "/datasets/genome-center/leptospira/genes", "/datasets/genome-center/leptospira/commits", "/datasets/genome-center/leptospira/settings",
            "/datasets/genome-center/leptospira/card", "/datasets/genome-center/leptospira/links", "/links/systems?q=難病", "/datasets/genome-center/leptospira/access",
            "/datasets/genome-center/leptospira/tables?file=genes.parquet&sql=SELECT+count(*)+FROM+data",
            "/models/integration-office/gene-space/tensors", "/storage",
            "/use-cases/outer-membrane-lipoproteins", "/use-cases/new", "/projects/leptospira-genes", "/projects/leptospira-genes/change", "/projects/new", "/models/integration-office/gene-space?project=leptospira-genes",
            "/institutions/codon-lab", "/indicators/modelUses", "/indicators?year=2025&institution=codon-lab", "/evaluation/interim/2028", "/jobs/new", "/instruments/new", "/samples/new", "/requests/new",
            "/courses", "/courses/sequences-to-embeddings", "/courses/finetune-protein/03-evaluate", "/courses/sequences-to-embeddings/01-sequences/quiz", "/courses/finetune-protein/practical",
            "/jobs/new?recipe=align", "/thread?node=model:integration-office/gene-space", "/sign-in", "/nowhere"];
        foreach (var (language, width, scheme) in new[] { ("ja-JP", 1280, ColorScheme.Light), ("en-GB", 390, ColorScheme.Dark), ("ja-JP", 320, ColorScheme.Light) })
        {
            var context = await browser.ContextAsync(address, language, width, scheme);
            await context.AddCookiesAsync(cookies);
            var page = await context.NewPageAsync();
            foreach (var path in all)
            {
                await page.GotoAsync(path);
                await Browser.LookAsync(page, $"{language[..2]}-{width}-{scheme}-{NotForFileNames().Replace(path, "_")}");
            }

            await context.CloseAsync();
        }
    }

    /// <summary>Killed at several moments and started again, the same job ends with the same models, to the bit.</summary>
    private static async Task SameAfterKillsAsync(JsonElement undisturbed)
    {
        using var state = new TemporaryFolder();
        foreach (var moment in new[] { "2. Develop", "pretrain-protein-quick: Running", "align-quick: Running", "4. Measure" })
        {
            using var hub = HubProcess.Start("demo", "--quick", "--once", "--data", state.Path, "--port", "0");
            await hub.LineAsync(line => line.Contains(moment, StringComparison.Ordinal));
            hub.KillAlone();
        }

        using var last = HubProcess.Start("demo", "--quick", "--once", "--data", state.Path, "--port", "0");
        var summary = await last.SummaryAsync();
        Assert.Equal(0, await last.EndAsync());
        Assert.True(summary.GetProperty("threadValid").GetBoolean());
        Assert.Equal(undisturbed.GetProperty("models").ToString(), summary.GetProperty("models").ToString());
        Assert.Equal(undisturbed.GetProperty("retrieval").ToString(), summary.GetProperty("retrieval").ToString());
    }

    internal static string PasswordIn(string folder) =>
        Password().Match(File.ReadAllText(Path.Combine(folder, "first-sign-in.txt"))).Groups[1].Value;

    [GeneratedRegex(@"password:\s*(\S+)")]
    private static partial Regex Password();

    [GeneratedRegex("^pretrain-dna-quick-")]
    private static partial Regex PretrainDna();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotForFileNames();
}
