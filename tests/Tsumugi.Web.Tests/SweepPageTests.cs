using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>Values are changed, compared in a sweep, and run again by the page; a job waits for another.</summary>
public sealed class SweepPageTests
{
    private const string Small = "steps = 2\nwarmup = 0\nwidth = 16\nheads = 2\nlayers = 1\nmaxTokens = 34\ntokensPerStep = 64\n";

    [Fact]
    public async Task Values_are_compared_by_the_page()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        using var client = await WithdrawalTests.ClientAsync(hub, state);
        await WithdrawalTests.DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id = "lab", nameJa = "研究室", nameEn = "Laboratory" }));
        await WithdrawalTests.CommitAsync(client, "proteins", WithdrawalTests.Put("p.fa", string.Concat(Enumerable.Range(0, 30).Select(at => $">p{at}\nMKTAYIAKQRQISFVKSHFSRQ\n"))), begin: true);
        await using var browser = await Browser.StartAsync();
        var context = await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280);
        var page = await context.NewPageAsync();
        await WithdrawalTests.SignInAsync(page, state.Path);
        var main = page.GetByRole(AriaRole.Main);

        await FillAsync(page, "/jobs/new?recipe=pretrain-protein-fasta&inputs.data=dataset:lab/proteins&output=small", "stepz = 3, 4");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("「stepz」はありません");
        await page.Locator("textarea[name=values]").FillAsync(Small + "seed = 1, 2");
        await main.GetByRole(AriaRole.Button, new() { Name = "実行する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("sweep-");
        var sweep = new Uri(page.Url).AbsolutePath;
        while (await main.GetByText("完了", new() { Exact = true }).CountAsync() < 2)
        {
            Assert.Equal(0, await main.GetByText("失敗", new() { Exact = true }).CountAsync());
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await page.ReloadAsync();
        }

        await Expect(main.GetByRole(AriaRole.Button, new() { Name = "残りを取り消す" })).ToHaveCountAsync(0);
        await Expect(main.GetByRole(AriaRole.Link, new() { Name = "lab/small-" })).ToHaveCountAsync(2);
        await main.Locator("table th a").First.ClickAsync();
        await Expect(main).ToContainTextAsync("seed = ");
        var job = new Uri(page.Url).AbsolutePath;

        // Once more from there, behind the job that has ended already: nothing waits.
        await main.GetByRole(AriaRole.Link, new() { Name = "同じ設定をもとに" }).ClickAsync();
        await Expect(page.Locator("input[name='inputs.data']")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^dataset:lab/proteins@"));
        await Expect(page.Locator("textarea[name=values]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("^heads = 2\nlayers = 1\nmaxTokens = 34\n"));
        await FillAsync(page, null, Small);
        await page.Locator("input[name=after]").FillAsync(job.Split('/')[^1]);
        await main.GetByRole(AriaRole.Button, new() { Name = "実行する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("pretrain-protein-fasta-");
        await Expect(main).ToContainTextAsync(job.Split('/')[^1]);
        await WithdrawalTests.LookAtEverythingAsync(browser, context, client.BaseAddress!, "sweep", (sweep, "sweep"), ("/sweeps", "sweeps"), (job, "job"), ("/jobs/new?recipe=pretrain-protein-fasta&values=seed%20%3D%201,%202", "new"));
    }

    private static async Task FillAsync(IPage page, string? address, string values)
    {
        if (address is not null)
            await page.GotoAsync(address);
        if (!await page.Locator("textarea[name=values]").IsVisibleAsync())
            await page.GetByText("レシピの値、試す組み合わせ、順番").ClickAsync();
        await page.Locator("input[name=institution]").FillAsync("lab");
        await page.Locator("textarea[name=values]").FillAsync(values);
        if (address is not null)
            await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "実行する", Exact = true }).ClickAsync();
    }
}
