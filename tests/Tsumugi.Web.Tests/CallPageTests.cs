using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>A call is opened, a proposal written, reviewed and awarded, its plan changed and reported, by three people at their pages.</summary>
public sealed class CallPageTests
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task Proposal_comes_from_a_call_to_a_project_by_the_page()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        using var client = await WithdrawalTests.ClientAsync(hub, state);
        await PrepareAsync(client);
        await using var browser = await Browser.StartAsync();
        var contexts = new List<IBrowserContext>();
        var pages = new List<IPage>();
        foreach (var email in (string[])["operator", "sato@example.org", "kato@example.org"])
        {
            contexts.Add(await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280));
            pages.Add(await contexts[^1].NewPageAsync());
            await (email == "operator" ? WithdrawalTests.SignInAsync(pages[^1], state.Path) : WithdrawalTests.SignInAsync(pages[^1], email, Password));
        }

        var (office, researcher, reviewer) = (pages[0], pages[1], pages[2]);
        await OpenAsync(office);
        var proposal = await ProposeAsync(researcher);
        await WithdrawalTests.LookAtEverythingAsync(browser, contexts[1], client.BaseAddress!, "call", ("/calls", "calls"), ("/calls/fy2027", "open"), (proposal, "submitted"));
        await CloseAsync(office);
        await ReviewAsync(reviewer, proposal);
        await WithdrawalTests.LookAtEverythingAsync(browser, contexts[2], client.BaseAddress!, "call", (proposal, "reviewed"));
        await AwardAsync(office, proposal);
        await WithdrawalTests.LookAtEverythingAsync(browser, contexts[0], client.BaseAddress!, "call", ("/calls/new", "new"), ("/calls/fy2027", "ranked"), (proposal, "awarded"));
        await ChangeAsync(researcher, office);
        await ReportAsync(researcher, office);
        await WithdrawalTests.LookAtEverythingAsync(browser, contexts[1], client.BaseAddress!, "call", ("/projects/liver", "plan"));
    }

    private static async Task PrepareAsync(HttpClient client)
    {
        foreach (var (id, ja, en) in ((string, string, string)[])[("univ", "大学", "University"), ("far", "遠い研究所", "A far institute")])
            await WithdrawalTests.DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id, nameJa = ja, nameEn = en }));
        foreach (var (id, name, institution) in ((string, string, string)[])[("sato", "佐藤 花子", "univ"), ("kato", "加藤 一郎", "far")])
        {
            await WithdrawalTests.DoneAsync(client, "/api/v1/people", JsonContent.Create(new { id, name, email = $"{id}@example.org", password = Password }));
            using var granted = await client.PutAsJsonAsync(new Uri($"/api/v1/institutions/{institution}/members/{id}", UriKind.Relative), new { role = "researcher" }, TestContext.Current.CancellationToken);
            Assert.True(granted.IsSuccessStatusCode, await granted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private static async Task OpenAsync(IPage page)
    {
        await page.GotoAsync("/calls");
        await page.GetByRole(AriaRole.Link, new() { Name = "公募を始める" }).ClickAsync();
        var main = page.GetByRole(AriaRole.Main);
        await main.GetByRole(AriaRole.Button, new() { Name = "公募を公開する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("公募の内容を");
        await FillAsync(page, ("id", "fy2027"), ("titleJa", "統合モデルの公募"), ("titleEn", "Integrated models"), ("opens", "2026-04-01 10:00"), ("closes", "2099-01-15 17:00"), ("mostCredits", "1000"), ("reviewsWanted", "1"));
        await page.Locator("textarea[name=text]").FillAsync("複数の階層をつなぐモデルを**募ります**。");
        await page.Locator("textarea[name=panel]").FillAsync("kato");
        await main.GetByRole(AriaRole.Button, new() { Name = "公募を公開する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("統合モデルの公募");
        await Expect(page.Locator("main .pill").First).ToHaveTextAsync("受付中");
    }

    /// <returns>The proposal's address.</returns>
    private static async Task<string> ProposeAsync(IPage page)
    {
        await page.GotoAsync("/calls/fy2027");
        var main = page.GetByRole(AriaRole.Main);
        await main.GetByRole(AriaRole.Button, new() { Name = "提案を書き始める" }).ClickAsync();
        await FillAsync(page, ("titleJa", "肝臓の基盤モデル"), ("titleEn", "A model of the liver"), ("credits", "500"));
        await main.GetByRole(AriaRole.Button, new() { Name = "提出する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("研究計画を");
        await Expect(page.Locator("input[name=titleJa]")).ToHaveValueAsync("肝臓の基盤モデル");
        await page.Locator("textarea[name=summary]").FillAsync("発現から肝臓の状態を読む");
        await page.Locator("input[name=layers][value=Cell]").CheckAsync();
        await page.Locator("textarea[name=plan]").FillAsync("学習し、**測る**。");
        await page.Locator("textarea[name=milestones]").FillAsync($"{Day(200)} 最初のモデル\n{Day(400)} 外部のデータで検証");
        await page.Locator("input[name=until]").FillAsync(Day(500));
        await main.GetByRole(AriaRole.Button, new() { Name = "提出する" }).ClickAsync();
        await Expect(page.Locator("main .pill").First).ToHaveTextAsync("審査中");
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task CloseAsync(IPage page)
    {
        await page.GotoAsync("/calls/fy2027/change");
        var main = page.GetByRole(AriaRole.Main);
        await page.Locator("input[name=closes]").FillAsync("2026-06-01 17:00");
        await main.GetByRole(AriaRole.Button, new() { Name = "変更する" }).ClickAsync();
        await main.GetByRole(AriaRole.Button, new() { Name = "審査を割り当てる" }).ClickAsync();
        await Expect(main).ToContainTextAsync("0 / 1");
    }

    private static async Task ReviewAsync(IPage page, string proposal)
    {
        await page.GotoAsync("/calls");
        await page.GetByRole(AriaRole.Link, new() { Name = "肝臓の基盤モデル" }).ClickAsync();
        Assert.Equal(proposal, new Uri(page.Url).AbsolutePath);
        var main = page.GetByRole(AriaRole.Main);
        await main.GetByRole(AriaRole.Button, new() { Name = "審査を提出する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("「新規性」を 1〜5 で評価");
        foreach (var criterion in (string[])["need", "novelty", "feasibility", "reach"])
            await page.Locator($"select[name=score-{criterion}]").SelectOptionAsync("4");
        await page.Locator("textarea[name=toApplicant]").FillAsync("検証の計画が明確です。");
        await main.GetByRole(AriaRole.Button, new() { Name = "審査を提出する" }).ClickAsync();
        await Expect(main).ToContainTextAsync("4.00");
    }

    private static async Task AwardAsync(IPage page, string proposal)
    {
        await page.GotoAsync(proposal);
        var main = page.GetByRole(AriaRole.Main);
        await FillAsync(page, ("project", "liver"), ("credits", "300"));
        await main.GetByRole(AriaRole.Button, new() { Name = "採択する" }).ClickAsync();
        await Expect(page.Locator("main .pill").First).ToHaveTextAsync("採択");
        await page.GetByRole(AriaRole.Link, new() { Name = "プロジェクトを開く" }).ClickAsync();
        await Expect(main).ToContainTextAsync("最初のモデル");
        await Expect(main).ToContainTextAsync("300");
    }

    private static async Task ChangeAsync(IPage researcher, IPage office)
    {
        await researcher.GotoAsync("/projects/liver");
        await researcher.GetByText("計画の変更を申請する").ClickAsync();
        await researcher.Locator("input[name^=day-]").First.FillAsync(Day(300));
        await researcher.Locator("textarea[name=text]").FillAsync("測定機器の故障のため");
        await researcher.GetByRole(AriaRole.Button, new() { Name = "申請する", Exact = true }).ClickAsync();
        await Expect(researcher.GetByRole(AriaRole.Main)).ToContainTextAsync("測定機器の故障のため");
        await office.GotoAsync("/calls");
        await office.GetByRole(AriaRole.Link, new() { Name = "liver の計画変更" }).ClickAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "変更を承認する" }).ClickAsync();
        await Expect(office.GetByRole(AriaRole.Table, new() { Name = "計画の節目" })).ToContainTextAsync(Day(300));
    }

    private static async Task ReportAsync(IPage researcher, IPage office)
    {
        await researcher.GotoAsync("/projects/liver");
        await researcher.GetByText("報告を書く").ClickAsync();
        await researcher.Locator("textarea[name=findings]").FillAsync("最初のモデルができた");
        await researcher.GetByRole(AriaRole.Button, new() { Name = "報告を提出する" }).ClickAsync();
        await office.GotoAsync("/projects/liver");
        await office.Locator("#reports ~ details summary").First.ClickAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "報告を承認する" }).ClickAsync();
        await Expect(office.Locator("#reports ~ details summary").First).ToContainTextAsync("承認");
    }

    private static async Task FillAsync(IPage page, params (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields)
            await page.Locator($"input[name={name}]").FillAsync(value);
    }

    private static string Day(int from) => DateTime.UtcNow.Date.AddDays(from).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
