using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>Conditions come from a consent form, a concern is recorded and reviewed, and obligations have their page.</summary>
public sealed class EthicsPageTests
{
    [Fact]
    public async Task Consent_form_and_dual_use_are_dealt_with_by_the_page()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        using var client = await WithdrawalTests.ClientAsync(hub, state);
        await WithdrawalTests.DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id = "lab", nameJa = "研究室", nameEn = "Laboratory" }));
        await WithdrawalTests.CommitAsync(client, "phages", WithdrawalTests.Put("genomes.tsv", string.Concat(Enumerable.Repeat("phage\tACGT\n", 30))), begin: true);
        await using var browser = await Browser.StartAsync();
        var context = await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280);
        var page = await context.NewPageAsync();
        await WithdrawalTests.SignInAsync(page, state.Path);
        await DecideByConsentAsync(page);
        await RecordConcernAsync(page);
        await TrustAsync(page);
        await HarvestAsync(page);
        await WithdrawalTests.LookAtEverythingAsync(
            browser, context, client.BaseAddress!, "ethics",
            ("/datasets/lab/phages/consent", "consent"), ("/datasets/lab/phages/concern", "concern"), ("/obligations", "obligations"), ("/passport", "passport"), ("/issuers", "issuers"), ("/keys", "keys"), ("/harvests", "harvests"), ("/datasets/lab/phages/settings", "settings"));
    }

    /// <summary>An operator enters a catalogue that lies in the hub's own network, and reads why it is not harvested.</summary>
    private static async Task HarvestAsync(IPage page)
    {
        await page.GotoAsync("/harvests");
        await page.Locator("input[name=id]").FillAsync("archive");
        await page.Locator("input[name=nameJa]").FillAsync("大学の書庫");
        await page.Locator("input[name=nameEn]").FillAsync("Archive");
        await page.Locator("input[name=url]").FillAsync("gopher://127.0.0.1/oai");
        await page.GetByRole(AriaRole.Button, new() { Name = "登録して集める" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("http か https の URL");
        await page.Locator("input[name=url]").FillAsync("http://127.0.0.1:9/oai");
        await page.GetByRole(AriaRole.Button, new() { Name = "登録して集める" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("大学の書庫");
        await Browser.ReloadUntilAsync(page, "内側のネットワークにつながる");
    }

    /// <summary>Operators change the hub's key, trust an issuer, and say whose identity it is; the person presents what is no passport.</summary>
    private static async Task TrustAsync(IPage page)
    {
        var main = page.GetByRole(AriaRole.Main);
        await page.GotoAsync("/keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "新しい鍵を作る" }).ClickAsync();
        await Expect(main).ToContainTextAsync("これまでの署名を確かめる");
        await page.GetByRole(AriaRole.Button, new() { Name = "失効させる" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("失効させる理由を");

        await page.GotoAsync("/issuers");
        await page.Locator("input[name=issuer]").FillAsync("https://broker.example.org");
        await page.Locator("textarea[name=keys]").FillAsync("{\"keys\":[]}");
        await page.GetByRole(AriaRole.Button, new() { Name = "信頼する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("鍵は 1 個以上");
        await page.Locator("textarea[name=keys]").FillAsync(PublicKeys());
        await page.Locator("input[name=institutions]").FillAsync("lab");
        await page.GetByRole(AriaRole.Button, new() { Name = "信頼する", Exact = true }).ClickAsync();
        await Expect(main).ToContainTextAsync("signing-1");
        await page.Locator("input[name=person]").FillAsync("nobody");
        await page.Locator("input[name=subject]").FillAsync("1234");
        await page.GetByRole(AriaRole.Button, new() { Name = "登録する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("利用者の ID を書いてください");

        await page.GotoAsync("/passport");
        await page.Locator("textarea[name=passport]").FillAsync("not a passport");
        await page.GetByRole(AriaRole.Button, new() { Name = "提示する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("受け付けられるビザが一つもありませんでした");
    }

    private static string PublicKeys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"signing-1","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}""";
    }

    private static async Task DecideByConsentAsync(IPage page)
    {
        var main = page.GetByRole(AriaRole.Main);
        await page.GotoAsync("/datasets/lab/phages/settings");
        await page.GetByRole(AriaRole.Link, new() { Name = "同意書の内容から決める" }).ClickAsync();
        await page.Locator("select[name=scope]").SelectOptionAsync("HealthMedicalBiomedical");
        await page.GetByLabel("成果を公表することを約束している").CheckAsync();
        await page.Locator("input[name=publicationDue]").FillAsync("来年");
        await page.GetByRole(AriaRole.Button, new() { Name = "条件を確かめる" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("2027-03-31 の形の日付");
        await page.Locator("input[name=publicationDue]").FillAsync("2029-03-31");
        await page.GetByRole(AriaRole.Button, new() { Name = "条件を確かめる" }).ClickAsync();
        await Expect(main).ToContainTextAsync("使って得た成果を、広く科学コミュニティに公開する必要があります");
        await page.GetByRole(AriaRole.Button, new() { Name = "この条件を保存する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "利用条件" }).First).ToContainTextAsync("公開必須 2029-03-31");
    }

    private static async Task RecordConcernAsync(IPage page)
    {
        var main = page.GetByRole(AriaRole.Main);
        await page.GetByRole(AriaRole.Link, new() { Name = "悪用の懸念" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "懸念を記録する" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("懸念の内容を");
        await page.Locator("select[name=category]").SelectOptionAsync("EnhancedPathogen");
        await page.Locator("input[name=reason]").FillAsync("宿主の範囲を広げる変異を含む");
        await page.GetByRole(AriaRole.Button, new() { Name = "懸念を記録する" }).ClickAsync();
        await Expect(main).ToContainTextAsync("宿主の範囲を広げる変異を含む");
        await page.Locator("input[name=comment]").FillAsync("配列は既に公開されている");
        await page.GetByRole(AriaRole.Button, new() { Name = "認める", Exact = true }).ClickAsync();
        await Expect(main).ToContainTextAsync("配列は既に公開されている");
    }
}
