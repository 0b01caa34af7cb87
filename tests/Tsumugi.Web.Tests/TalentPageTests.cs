using System.Net.Http.Json;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>A course is brought, learned from and taught on its pages, and its certificate is shown to somebody who has no account.</summary>
public sealed class TalentPageTests
{
    private const string Course = """
        ---
        id: pipetting
        title: { ja: 分注の基礎, en: Basics of pipetting }
        summary: { ja: 量を正しくはかる, en: Measuring volumes rightly }
        level: beginner
        languages: [ja, en]
        authors: [佐藤花子]
        licence: CC-BY-4.0
        objectives: [{ ja: 正しく分注できる, en: Pipette rightly }]
        topics: [topic_3361]
        lessons: [one]
        ---
        """;

    private const string Lesson = """
        ---
        title: 手順
        minutes: 5
        quiz:
          - question: 先に押すのはどこまでですか。
            choices: [一段目, 二段目]
            answers: [1]
            explanation: 二段目は出し切るときに使います。
        ---
        # 手順

        | 動作 | 位置 |
        |---|---|
        | 吸う | 一段目 |
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Course_isBroughtLearnedTaughtAndCertified_onItsPages()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        using var client = await WithdrawalTests.ClientAsync(hub, state);
        await WithdrawalTests.DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id = "lab", nameJa = "研究室", nameEn = "Laboratory" }));
        await using var browser = await Browser.StartAsync();
        var context = await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280);
        var page = await context.NewPageAsync();
        await WithdrawalTests.SignInAsync(page, state.Path);
        await BringAsync(page);
        await LearnAsync(page);
        var badge = await CertifyAsync(page);
        var cohort = await TeachAsync(page, client);

        // Whoever is shown the certificate has no account.
        var stranger = await (await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280)).NewPageAsync();
        await stranger.GotoAsync(badge);
        await Expect(stranger.GetByRole(AriaRole.Main)).ToContainTextAsync("署名を検証しました");
        await WithdrawalTests.LookAtEverythingAsync(
            browser, context, client.BaseAddress!, "talent",
            ("/courses", "courses"), ("/courses/pipetting", "course"), ("/courses/pipetting/one", "lesson"), ("/courses/pipetting/one/quiz", "quiz"),
            ("/courses/sequences-to-embeddings/practical", "practical"), ("/learning", "learning"), (badge, "badge"), (cohort, "cohort"));
    }

    private static async Task BringAsync(IPage page)
    {
        await page.GotoAsync("/courses");
        await page.GetByText("コースを持ち込む・新しい版にする").ClickAsync();
        await UploadAsync(page, Course.Replace("level: beginner", "level: easy", StringComparison.Ordinal));
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("course.md:5");
        await UploadAsync(page, Course);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("分注の基礎");
    }

    private static async Task UploadAsync(IPage page, string course)
    {
        await page.Locator("input[name=files]").SetInputFilesAsync([File("course.md", course), File("one.ja.md", Lesson), File("one.en.md", Lesson)]);
        await page.GetByRole(AriaRole.Button, new() { Name = "持ち込む", Exact = true }).ClickAsync();
    }

    private static FilePayload File(string name, string text) => new() { Name = name, MimeType = "text/markdown", Buffer = Encoding.UTF8.GetBytes(text) };

    private static async Task LearnAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "学び始める" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "読み終えた。確認テストへ" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "答え合わせ" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 問目の答えを選んでください");
        await page.GetByLabel("二段目").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "答え合わせ" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("二段目は出し切るときに使います。");
        await page.GetByLabel("一段目").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "もう一度答える" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("合格です");
    }

    private static async Task<string> CertifyAsync(IPage page)
    {
        await page.GotoAsync("/courses/pipetting");
        await page.Locator("input[name=name]").FillAsync("つむぎ");
        await page.GetByRole(AriaRole.Button, new() { Name = "修了証を受け取る" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("同意すると発行できます");
        await page.Locator("input[name=agreed]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "修了証を受け取る" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("つむぎ");
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task<string> TeachAsync(IPage page, HttpClient client)
    {
        await page.GotoAsync("/courses/pipetting");
        await page.GetByText("このコースを開講する").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "開講する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("定員を");
        await page.Locator("input[name=place]").FillAsync("第 1 実験室");
        await page.Locator("input[name=capacity]").FillAsync("3");
        await page.Locator("textarea[name=sessions]").FillAsync("2099-05-10 13:00 - 15:30");
        await page.GetByRole(AriaRole.Button, new() { Name = "開講する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("2099-05-10 13:00 - 15:30");
        var address = new Uri(page.Url).AbsolutePath;
        using (var joined = await client.PutAsync(new Uri($"/api/v1{address}/place", UriKind.Relative), null, Stop))
            Assert.True(joined.IsSuccessStatusCode);
        await page.ReloadAsync();
        await page.GetByText("第 1 回").ClickAsync();
        await page.Locator("input[name=people]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "出席を記録する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("1 / 1");
        return address;
    }
}
