using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tsumugi.Web.Tests;

/// <summary>An instrument is found, booked, stopped and used by a person at its pages; a sample and a request are shown to everybody.</summary>
public sealed class InstrumentPageTests
{
    [Fact]
    public async Task Instrument_is_found_and_booked_by_the_page()
    {
        using var state = new TemporaryFolder();
        using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
        using var client = await WithdrawalTests.ClientAsync(hub, state);
        await PrepareAsync(client);
        await using var browser = await Browser.StartAsync();
        var context = await browser.ContextAsync(client.BaseAddress!, "ja-JP", 1280);
        var page = await context.NewPageAsync();
        await WithdrawalTests.SignInAsync(page, state.Path);

        await page.GotoAsync("/instruments");
        await page.Locator("input[name=q]").FillAsync("クライオ電顕");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "クライオ電顕 1 号機" }).ClickAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "空きを見て予約する" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "次の週" }).ClickAsync();
        await page.Locator(".week .free a").Nth(2).ClickAsync();
        await Expect(page.Locator("form input[name=from]")).Not.ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "予約する", Exact = true }).ClickAsync();
        await Expect(page.Locator(".pill").First).ToHaveTextAsync("予約済み");
        var booking = new Uri(page.Url).AbsolutePath;

        // The same time again, and the waiting list.
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "予約する", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("ほかの予約があります");
        await page.Locator("input[name=wait]").CheckAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "予約する", Exact = true }).ClickAsync();
        await Expect(page.Locator(".pill").First).ToHaveTextAsync("空き待ち");
        var waiting = new Uri(page.Url).AbsolutePath;

        await WithdrawalTests.DoneAsync(client, "/api/v1/instruments/krios-1/downtimes", JsonContent.Create(new { kind = "maintenance", until = DateTime.UtcNow.AddDays(14).ToString("yyyy-MM-dd 00:00", CultureInfo.InvariantCulture), reason = "点検" }));
        var week = DateTime.UtcNow.AddDays(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await WithdrawalTests.LookAtEverythingAsync(
            browser, context, client.BaseAddress!, "instrument",
            ("/instruments", "list"), ($"/instruments?q=cryo&from={week}&until={week}&hours=2", "free"), ("/instruments/krios-1", "one"), ("/instruments/krios-1/change", "change"), ($"/instruments/krios-1/calendar?day={week}", "calendar"),
            ("/instruments/krios-1/bookings", "records"), (booking, "booking"), (waiting, "waiting"), ("/account", "account"), ("/instruments/new", "new"),
            ("/samples", "samples"), ("/samples/lab/liver", "sample"), ("/samples/new", "new-sample"), ("/requests", "requests"), ("/requests/new", "new-request"), ("/catalogue?q=クライオ電顕", "catalogue"), (await RequestAsync(client), "request"));

        await page.GotoAsync(booking);
        await page.GetByRole(AriaRole.Button, new() { Name = "予約を取り消す" }).ClickAsync();
        await Expect(page.Locator(".pill").First).ToHaveTextAsync("取り消し");
    }

    private static async Task PrepareAsync(HttpClient client)
    {
        await WithdrawalTests.DoneAsync(client, "/api/v1/institutions", JsonContent.Create(new { id = "lab", nameJa = "研究室", nameEn = "Laboratory" }));
        using var granted = await client.PutAsJsonAsync(new Uri("/api/v1/institutions/lab/members/operator", UriKind.Relative), new { role = "steward" }, TestContext.Current.CancellationToken);
        Assert.True(granted.IsSuccessStatusCode, await granted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await WithdrawalTests.DoneAsync(client, "/api/v1/projects", JsonContent.Create(new { id = "membranes", institution = "lab", titleJa = "膜タンパク質", titleEn = "Membrane proteins", layers = (string[])["protein"] }));
        await WithdrawalTests.DoneAsync(client, "/api/v1/instruments", JsonContent.Create(new
        {
            id = "krios-1",
            institution = "lab",
            nameJa = "クライオ電顕 1 号機",
            nameEn = "Cryo-EM 1",
            place = "B1",
            manufacturer = "Maker",
            model = "M-300",
            serial = "1",
            techniques = (string[])["cryo-em"],
            staff = (string[])["operator"],
            hours = "月-金 09:00-18:00",
            description = "300 kV の**クライオ電顕**",
            priceInside = 1000,
            priceOutside = 3000,
        }));
        await WithdrawalTests.DoneAsync(client, "/api/v1/samples", JsonContent.Create(new { institution = "lab", name = "liver", title = "肝臓", material = "liver", organism = "NCBITaxon:10090", licence = "CC-BY-4.0", permission = "HMB", modifiers = (string[])["NCU"] }));
    }

    private static async Task<string> RequestAsync(HttpClient client)
    {
        using var made = await client.PostAsJsonAsync(
            new Uri("/api/v1/requests", UriKind.Relative), new { project = "membranes", title = "膜タンパク質の粒子像", wanted = "1 万枚の**粒子像**", techniques = (string[])["cryo-em"], neededBy = "2099-03-31" }, TestContext.Current.CancellationToken);
        var id = (await made.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;
        await WithdrawalTests.DoneAsync(client, $"/api/v1/requests/{id}/plans", JsonContent.Create(new { institution = "lab", plan = "来月に 2 日間" }));
        return $"/requests/{id}";
    }
}
