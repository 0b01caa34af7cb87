using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>Use of restricted data is applied for, endorsed, decided, prolonged, reported and revoked, by two people at their pages.</summary>
public sealed class ApplicationPageTests
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task Researcher_and_committee_come_to_a_decision_by_the_page()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        using var client = await WithdrawalTests.ClientAsync(hub, state);
        await PrepareAsync(client, state);
        await using var browser = await Browser.StartAsync();
        var (researchers, stewards) = (await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280), await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280));
        var (researcher, steward) = (await researchers.NewPageAsync(), await stewards.NewPageAsync());
        await WithdrawalTests.SignInAsync(researcher, "sato@example.org", Password);
        await WithdrawalTests.SignInAsync(steward, state.Path);

        var application = await ApplyAsync(researcher);
        await DecideAsync(steward, application);
        await WithdrawalTests.LookAtEverythingAsync(browser, researchers, client.BaseAddress!, "application", (application, "granted"), ("/applications", "own"), ("/datasets/lab/cohort/apply?project=tumours", "apply"));
        var renewal = await ProlongAsync(researcher, application);
        await WithdrawalTests.LookAtEverythingAsync(browser, stewards, client.BaseAddress!, "application", (renewal, "to-endorse"), ("/applications", "queue"));
        await RevokeAsync(steward, application);
        await ReportAsync(researcher, application);
    }

    private static async Task PrepareAsync(HttpClient client, TemporaryFolder state)
    {
        foreach (var (id, ja, en) in ((string, string, string)[])[("lab", "研究室", "Laboratory"), ("univ", "大学", "University")])
            await WithdrawalTests.DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id, nameJa = ja, nameEn = en }));
        await WithdrawalTests.DoneAsync(client, "/api/v1/people", JsonContent.Create(new { id = "sato", name = "佐藤 花子", email = "sato@example.org", password = Password }));
        foreach (var (institution, person, role) in ((string, string, string)[])[("univ", "sato", "researcher"), ("lab", "operator", "steward")])
        {
            using var granted = await client.PutAsJsonAsync(new Uri($"/api/v1/institutions/{institution}/members/{person}", UriKind.Relative), new { role }, TestContext.Current.CancellationToken);
            Assert.True(granted.IsSuccessStatusCode, await granted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await WithdrawalTests.DoneAsync(client, "/api/v1/datasets", JsonContent.Create(new
        {
            institution = "lab",
            name = "cohort",
            titleEn = "Cohort",
            titleJa = "コホート",
            licence = "CC-BY-4.0",
            permission = "GeneralResearch",
            limits = new { researchTypes = (string[])["imaging"] },
        }));
        await WithdrawalTests.CommitAsync(client, "cohort", WithdrawalTests.Put("measured.tsv", "subject\tvalue\nJP-0815\t1\n"));
        using var own = new HttpClient { BaseAddress = client.BaseAddress, DefaultRequestHeaders = { Authorization = new("Bearer", await HubProcess.TokenAsync(state.Path, "sato")) } };
        await WithdrawalTests.DoneAsync(own, "/api/v1/projects", JsonContent.Create(new { id = "tumours", institution = "univ", titleJa = "腫瘍", titleEn = "Tumours", layers = (string[])["cell"] }));
    }

    /// <returns>The address of the application.</returns>
    private static async Task<string> ApplyAsync(IPage page)
    {
        await page.GotoAsync("/datasets/lab/cohort/apply?project=tumours");
        var main = page.GetByRole(AriaRole.Main);
        await Expect(main).ToContainTextAsync("DUO:0000012");
        await main.GetByRole(AriaRole.Button, new() { Name = "申請する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("何を知るために");
        await page.Locator("textarea[name=purpose]").FillAsync("腫瘍の細胞の状態を見分けるモデルを作る");
        await page.Locator("input[name=trainedOn]").FillAsync(Day(-30));
        await page.Locator("select[name=security]").SelectOptionAsync("high");
        await page.Locator("input[name=until]").FillAsync(Day(100));
        await main.GetByRole(AriaRole.Button, new() { Name = "申請する" }).ClickAsync();
        await main.Locator("a[href^='/applications/']").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("dataset:lab/cohort の利用申請");
        await Expect(main).ToContainTextAsync("sato");
        await Expect(main.GetByRole(AriaRole.Button, new() { Name = "所属機関として承認する" })).ToHaveCountAsync(0);
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task DecideAsync(IPage page, string application)
    {
        await page.GotoAsync(application);
        var main = page.GetByRole(AriaRole.Main);
        await Expect(main.GetByRole(AriaRole.Button, new() { Name = "利用を認める" })).ToHaveCountAsync(0);
        await main.GetByRole(AriaRole.Button, new() { Name = "所属機関として承認する" }).ClickAsync();
        await main.GetByRole(AriaRole.Button, new() { Name = "認めない" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("認めない理由を");
        await page.Locator("textarea[name=comment]").FillAsync("成果の公表前に連絡すること");
        await main.GetByRole(AriaRole.Button, new() { Name = "利用を認める" }).ClickAsync();
        await Expect(main).ToContainTextAsync("承認の条件");
        await Expect(main).ToContainTextAsync("成果の公表前に連絡すること");
        await Expect(main).ToContainTextAsync("決定の署名");
    }

    /// <returns>The address of the renewal.</returns>
    private static async Task<string> ProlongAsync(IPage page, string application)
    {
        await page.GotoAsync(application);
        var main = page.GetByRole(AriaRole.Main);
        await page.GetByText("延長を申請する").ClickAsync();
        await page.Locator("input[name=until]").FillAsync(Day(90));
        await main.GetByRole(AriaRole.Button, new() { Name = "申請する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync($"いまの期限（{Day(100)}）より後");
        await page.Locator("input[name=until]").FillAsync(Day(300));
        await main.GetByRole(AriaRole.Button, new() { Name = "申請する", Exact = true }).ClickAsync();
        await Expect(main).ToContainTextAsync(Day(300));
        await Expect(main.GetByRole(AriaRole.Button, new() { Name = "申請を取り下げる" })).ToBeVisibleAsync();
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task RevokeAsync(IPage page, string application)
    {
        await page.GotoAsync(application);
        await page.GetByText("承認を取り消す").ClickAsync();
        await page.Locator("input[name=reason]").FillAsync("条件が守られなかった");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "取り消す", Exact = true }).ClickAsync();
        await Expect(page.Locator("main .pill").First).ToHaveTextAsync("承認の取り消し");
    }

    private static async Task ReportAsync(IPage page, string application)
    {
        await page.GotoAsync(application);
        await page.Locator("textarea[name=report]").FillAsync("一つのモデルを学習し、写しを削除した");
        await page.GetByRole(AriaRole.Button, new() { Name = "報告する" }).ClickAsync();
        await Expect(page.Locator("dl.facts")).ToContainTextAsync("一つのモデルを学習し、写しを削除した");
    }

    private static string Day(int from) => DateTime.UtcNow.Date.AddDays(from).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
