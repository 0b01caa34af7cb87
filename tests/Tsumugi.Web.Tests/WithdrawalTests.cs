using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using Cookie = Microsoft.Playwright.Cookie;

namespace Tsumugi.Web.Tests;

/// <summary>A steward withdraws subjects by the page, deals with what came of them, and confirms a revision without them; the hub is killed in between.</summary>
public sealed class WithdrawalTests
{
    private static readonly string Measured = string.Concat(Enumerable.Repeat("JP-0815\t37.2\tmeasured in spring\n", 20));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Withdrawal_by_the_page_holds_through_a_kill_until_a_revision_without_them_is_confirmed()
    {
        using var state = new TemporaryFolder();
        using var home = new TemporaryFolder();
        string report;
        using (var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0"))
        {
            using var client = await ClientAsync(hub, state);
            await DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id = "lab", nameJa = "研究室", nameEn = "Laboratory" }));
            await CommitAsync(client, "cohort", Put("measured.tsv", Measured), begin: true);
            await CommitAsync(client, "copy", Put("same.tsv", Measured), begin: true);
            await using var browser = await Browser.StartAsync();
            var context = await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280);
            var page = await context.NewPageAsync();
            await SignInAsync(page, state.Path);
            report = await WithdrawAsync(page);
            await DealWithCopyAsync(page);
            await LookAtEverythingAsync(
                browser, context, client.BaseAddress!, "withdrawal",
                (report, "impact"), ("/datasets/lab/cohort/withdrawals", "withdrawals"), ("/datasets/lab/copy/withdrawals", "none"), ("/datasets/lab/cohort", "dataset"));
            hub.KillAlone();
        }

        using (var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0"))
        {
            using var client = await ClientAsync(hub, state);
            await AssertDownloadAsync(client, HttpStatusCode.Forbidden);
            await CommitAsync(client, "cohort", """{"key":"deletedFile","value":{"path":"measured.tsv"}}""");
            await CommitAsync(client, "cohort", Put("rest.tsv", "The others"));
            Assert.Equal(0, (await ResearcherCommand.RunAsync(home, "login", "--hub", client.BaseAddress!.ToString(), "--token", client.DefaultRequestHeaders.Authorization!.Parameter!)).Code);
            var revision = (await client.GetFromJsonAsync<JsonElement>("/api/v1/datasets/lab/cohort", Stop)).GetProperty("revisions")[0].GetProperty("node").GetString()!.Split('@')[1];
            var (code, said) = await ResearcherCommand.RunAsync(home, "data", "confirm", report.Split('/')[^1], revision[..12]);
            Assert.True(code == 0, said);
            (code, said) = await ResearcherCommand.RunAsync(home, "data", "impact", "lab/cohort");
            Assert.True(code == 0 && said.Contains("dataset:lab/copy", StringComparison.Ordinal), said);
            using var rest = await client.GetAsync(new Uri("/datasets/lab/cohort/resolve/main/rest.tsv", UriKind.Relative), Stop);
            Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
        }
    }

    private static async Task<string> WithdrawAsync(IPage page)
    {
        await page.GotoAsync("/datasets/lab/cohort/withdrawals");
        var submit = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "撤回する" });
        await submit.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("撤回の理由を");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("識別子を書くか");
        await page.Locator("textarea[name=subjects]").FillAsync("JP-0815\nJP-0816");
        await page.Locator("input[name=reason]").FillAsync("本人の申し出により");
        await page.Locator("input[name=confirm]").FillAsync("lab/cohort");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("撤回の影響");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("対象者 2 名分");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("1 件のうち 1 件の対応が残っています");
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task DealWithCopyAsync(IPage page)
    {
        await page.Locator("table summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("写しを削除した");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("table .pill")).ToHaveTextAsync("対応済み");
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("残っている対応はありません");
    }

    /// <summary>In both languages, widths and schemes. English is the one looked at on a phone: its words are the longest.</summary>
    internal static async Task LookAtEverythingAsync(Browser browser, IBrowserContext signedIn, Uri hub, string what, params (string Path, string Name)[] pages)
    {
        foreach (var (language, width, scheme) in ((string, int, ColorScheme)[])[("ja-JP", 1280, ColorScheme.Light), ("en-US", 320, ColorScheme.Dark)])
        {
            var context = await browser.ContextAsync(hub, language, width, scheme);
            await context.AddCookiesAsync((await signedIn.CookiesAsync()).Where(cookie => cookie.Name != ".AspNetCore.Culture").Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path }));
            var page = await context.NewPageAsync();
            foreach (var (path, name) in pages)
            {
                await page.GotoAsync(path);
                await Browser.LookAsync(page, $"{what}-{language[..2]}-{width}-{scheme}-{name}");
            }

            await context.CloseAsync();
        }
    }

    internal static Task SignInAsync(IPage page, string state) => SignInAsync(page, "operator@localhost", DemoTests.PasswordIn(state));

    internal static async Task SignInAsync(IPage page, string email, string password)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator("input[name=email]").FillAsync(email);
        await page.Locator("input[name=password]").FillAsync(password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("概況");
    }

    private static async Task AssertDownloadAsync(HttpClient client, HttpStatusCode expected)
    {
        foreach (var path in (string[])["/datasets/lab/cohort/resolve/main/measured.tsv", "/datasets/lab/copy/resolve/main/same.tsv"])
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    internal static async Task<HttpClient> ClientAsync(HubProcess hub, TemporaryFolder state) => new()
    {
        BaseAddress = await hub.AddressAsync(),
        DefaultRequestHeaders = { Authorization = new("Bearer", await HubProcess.TokenAsync(state.Path)) },
    };

    internal static string Put(string path, string text) =>
        $$$"""{"key":"file","value":{"path":"{{{path}}}","encoding":"base64","content":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}}"}}""";

    internal static async Task CommitAsync(HttpClient client, string dataset, string line, bool begin = false)
    {
        if (begin)
            await DoneAsync(client, "/api/v1/datasets", JsonContent.Create(new { institution = "lab", name = dataset, titleEn = dataset, titleJa = dataset, licence = "CC-BY-4.0", permission = "GeneralResearch" }));
        await DoneAsync(client, $"/api/datasets/lab/{dataset}/commit/main", new StringContent("""{"key":"header","value":{"summary":"Files"}}""" + "\n" + line, Encoding.UTF8, "application/x-ndjson"));
    }

    internal static async Task DoneAsync(HttpClient client, string path, HttpContent body)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        body.Dispose();
    }
}
