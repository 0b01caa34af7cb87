using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>An invitation is made and followed, and a passkey of the browser's own authenticator opens the hub, all by the pages.</summary>
public sealed class SignInPageTests
{
    [Fact]
    public async Task Invited_person_registers_and_comes_back_with_a_passkey()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        using var client = await WithdrawalTests.ClientAsync(hub, state);
        await WithdrawalTests.DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id = "univ", nameJa = "大学", nameEn = "University" }));
        // A passkey belongs to a name: numbers have none.
        var address = new UriBuilder(client.BaseAddress!) { Host = "localhost" }.Uri;
        await using var browser = await Browser.StartAsync();

        await using var stewards = await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280);
        var link = await InviteAsync(await stewards.NewPageAsync(), state);
        await using var invited = await browser.ContextAsync(address, "ja-JP", 1280);
        var page = await invited.NewPageAsync();
        await JoinAsync(page, link);
        await AddPasskeyAsync(invited, page);
        await ReadNoticeAsync(page);
        await WithdrawalTests.LookAtEverythingAsync(browser, invited, address, "sign-in", ("/account", "account"), ("/notices", "notices"));
        await WithdrawalTests.DoneAsync(client, "/api/v1/people", JsonContent.Create(new { id = "sato-old", name = "佐藤", email = "sato@old.example.org" }));
        await MergeAsync(browser, stewards, client.BaseAddress!);
        await EraseAsync(browser, stewards, client.BaseAddress!);

        await page.GotoAsync("/sign-out");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "サインアウト" }).ClickAsync();
        await page.GotoAsync("/sign-in?back=%2Fprojects");
        await page.GetByRole(AriaRole.Button, new() { Name = "パスキーでサインイン" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(address, "/projects").ToString());

        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "「ノート PC」を外す" }).ClickAsync();
        await Expect(page.GetByText("「ノート PC」を外す")).ToHaveCountAsync(0);
        await SecondStepAsync(browser, invited, page, address);
    }

    private static async Task<string> InviteAsync(IPage page, TemporaryFolder state)
    {
        await WithdrawalTests.SignInAsync(page, state.Path);
        await page.GotoAsync("/institutions/univ");
        var section = page.GetByRole(AriaRole.Region, new() { Name = "招待のリンク" });
        await section.Locator("input[name=people]").FillAsync("0");
        await section.GetByRole(AriaRole.Button, new() { Name = "リンクを作る" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("1〜500 人");
        await section.Locator("input[name=people]").FillAsync("2");
        await section.GetByRole(AriaRole.Button, new() { Name = "リンクを作る" }).ClickAsync();
        await Browser.LookAsync(page, "sign-in-invitation");
        return new Uri(await section.Locator("code.secret").InnerTextAsync()).PathAndQuery;
    }

    private static async Task JoinAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        await Expect(page.GetByText("大学 の研究者として招待しています")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "参加する" }).ClickAsync();
        foreach (var (name, value) in ((string, string)[])[("name", "佐藤 花子"), ("id", "sato"), ("email", "sato@example.org"), ("password", "short")])
            await page.Locator($"input[name={name}]").FillAsync(value);
        await page.GetByRole(AriaRole.Button, new() { Name = "参加する" }).ClickAsync();
        await Expect(page.Locator("#password-error")).ToContainTextAsync("12 文字以上");
        await Browser.LookAsync(page, "sign-in-join");
        await page.Locator("input[name=password]").FillAsync("a long enough password");
        await page.GetByRole(AriaRole.Button, new() { Name = "参加する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("大学");
    }

    /// <summary>What the inviter did stands there as soon as the hub has taken it from the thread.</summary>
    private static async Task ReadNoticeAsync(IPage page)
    {
        var unread = page.Locator(".account .pill");
        do
        {
            await page.GotoAsync("/notices");
            await Task.Delay(200);
        }
        while (await unread.CountAsync() == 0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "大学 の一員になりました" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "すべて既読にする" }).ClickAsync();
        await Expect(unread).ToHaveCountAsync(0);
    }

    private static async Task MergeAsync(Browser browser, IBrowserContext operators, Uri address)
    {
        var page = await operators.NewPageAsync();
        await page.GotoAsync("/people/sato");
        var section = page.GetByRole(AriaRole.Region, new() { Name = "同じ人の記録" });
        await section.Locator("summary").ClickAsync();
        await section.Locator("input[name=other]").FillAsync("nobody");
        await section.Locator("input[name=reason]").FillAsync("本人に確かめた");
        await section.GetByRole(AriaRole.Button, new() { Name = "統合する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("この ID の人はいません");
        await section.Locator("input[name=other]").FillAsync("sato-old");
        await section.GetByRole(AriaRole.Button, new() { Name = "統合する", Exact = true }).ClickAsync();
        await Expect(section.GetByRole(AriaRole.Row, new() { Name = "sato-old" })).ToContainTextAsync("本人に確かめた");
        await page.GotoAsync("/people/sato-old");
        await Expect(page).ToHaveURLAsync(new Uri(address, "/people/sato").ToString());
        await WithdrawalTests.LookAtEverythingAsync(browser, operators, address, "sign-in", ("/people/sato", "merged"));
        await section.GetByRole(AriaRole.Button, new() { Name = "sato-old の統合を取り消す" }).ClickAsync();
        await Expect(section.GetByRole(AriaRole.Row, new() { Name = "sato-old" })).ToContainTextAsync("取り消し済み");
    }

    private static async Task EraseAsync(Browser browser, IBrowserContext operators, Uri address)
    {
        await WithdrawalTests.LookAtEverythingAsync(browser, operators, address, "sign-in", ("/people/sato-old/erasure", "erasure"));
        var page = await operators.NewPageAsync();
        await page.GotoAsync("/people/sato-old");
        await page.GetByRole(AriaRole.Link, new() { Name = "この人の個人情報を消去する…" }).ClickAsync();
        await page.Locator("input[name=reason]").FillAsync("本人の求め");
        await page.Locator("input[name=confirm]").FillAsync("sato");
        await page.GetByRole(AriaRole.Button, new() { Name = "消去する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("sato-old と入力");
        await page.Locator("input[name=confirm]").FillAsync("sato-old");
        await page.GetByRole(AriaRole.Button, new() { Name = "消去する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("個人情報を消去しました");
        await Browser.LookAsync(page, "sign-in-erased");
        await page.Locator("a[href^='/people/erased-']").ClickAsync();
        await Expect(page.GetByText("この仮名のもとに残ります")).ToBeVisibleAsync();
    }

    private static async Task AddPasskeyAsync(IBrowserContext context, IPage page)
    {
        var devices = await context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        var options = new Dictionary<string, object>
        {
            ["protocol"] = "ctap2",
            ["transport"] = "internal",
            ["hasResidentKey"] = true,
            ["hasUserVerification"] = true,
            ["isUserVerified"] = true,
            ["automaticPresenceSimulation"] = true,
        };
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = options });
        await page.GotoAsync("/account");
        var section = page.GetByRole(AriaRole.Region, new() { Name = "パスキー" });
        await section.GetByLabel("端末の名前").FillAsync("ノート PC");
        await section.GetByRole(AriaRole.Button, new() { Name = "パスキーを加える" }).ClickAsync();
        await Expect(section.GetByRole(AriaRole.Button, new() { Name = "「ノート PC」を外す" })).ToBeVisibleAsync();
    }

    private static async Task SecondStepAsync(Browser browser, IBrowserContext context, IPage page, Uri address)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "二段階認証を設定する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "認証アプリ用の QR コード" })).ToBeVisibleAsync();
        await Browser.LookAsync(page, "sign-in-second-step");
        await page.Locator("input[name=code]").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "有効にする" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("コードが違います");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "認証アプリ用の QR コード" })).ToBeVisibleAsync();
        await context.ClearCookiesAsync();
        await WithdrawalTests.LookAtEverythingAsync(browser, context, address, "sign-in", ("/sign-in", "form"), ("/join", "uninvited"));
    }
}
