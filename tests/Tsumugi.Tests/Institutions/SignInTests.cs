using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Institutions;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

public sealed class SignInTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_asked_for_by_nobody_leads_to_the_form_and_back()
    {
        await using var hub = await StartAsync();
        using var browser = hub.Browser();
        using var refused = await browser.GetAsync("/institutions?search=a%26b");
        Assert.Equal(HttpStatusCode.Found, refused.StatusCode);
        var form = new Uri(hub.Address, refused.Headers.Location!).PathAndQuery;
        Assert.Equal("/sign-in?back=%2Finstitutions%3Fsearch%3Da%2526b", form);

        using var answer = await browser.SignInAsync("hanako@example.org", TestHub.PasswordOf("hanako"), "/institutions?search=a%26b");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/institutions?search=a%26b", new Uri(hub.Address, answer.Headers.Location!).PathAndQuery);
        using var page = await browser.GetAsync("/institutions?search=a%26b");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Cookie_is_kept_from_scripts_and_other_sites_and_lasts_two_weeks()
    {
        await using var hub = await StartAsync();
        using var browser = hub.Browser();
        using var answer = await browser.SignInAsync("hanako@example.org", TestHub.PasswordOf("hanako"));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith("tsumugi=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(Directory.GetFiles(hub.Options.Keys, "key-*.xml"));
        Assert.InRange(browser.Cookies["tsumugi"]!.Expires.ToUniversalTime(), DateTime.UtcNow.AddDays(13), DateTime.UtcNow.AddDays(15));
    }

    [Theory]
    [InlineData("hanako@example.org", "not the password", 401)]
    [InlineData("nobody@example.org", "hanako-correct-horse", 401)]
    [InlineData("hanako@example.org", "", 400)]
    [InlineData("", "", 400)]
    public async Task Wrong_entry_signs_nobody_in_and_keeps_the_address(string email, string password, int status)
    {
        await using var hub = await StartAsync();
        using var browser = hub.Browser();
        using var answer = await browser.SignInAsync(email, password);
        var html = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains($"value=\"{email}\"", html, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.Null(browser.Cookies["tsumugi"]);
        if (password.Length > 0)
            Assert.DoesNotContain(password, html + hub.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_closes_after_repeated_failures_even_to_the_right_password()
    {
        await using var hub = await StartAsync();
        using var browser = hub.Browser();
        for (var i = 0; i < SignInWithPassword.Attempts; i++)
            (await browser.SignInAsync("hanako@example.org", "wrong wrong wrong")).Dispose();
        using var refused = await browser.SignInAsync("hanako@example.org", TestHub.PasswordOf("hanako"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await hub.UseDbAsync(db => db.Set<Account>().ExecuteUpdateAsync(
            row => row.SetProperty(account => account.LockoutEnd, DateTimeOffset.UtcNow.AddSeconds(-1)), Stop));
        using var open = await browser.SignInAsync("hanako@example.org", TestHub.PasswordOf("hanako"));
        Assert.Equal(HttpStatusCode.Found, open.StatusCode);
    }

    [Theory]
    [InlineData("/jobs?page=2", "/jobs?page=2")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("/\t/evil.example/", "/")]
    [InlineData("/\n/evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("jobs", "/")]
    public void Address_to_go_back_to_stays_on_the_hub(string? back, string expected) => Assert.Equal(expected, BackAddress.Local(back));

    [Fact]
    public async Task Open_redirect_is_refused_by_the_form()
    {
        await using var hub = await StartAsync();
        using var browser = hub.Browser();
        using var answer = await browser.SignInAsync("hanako@example.org", TestHub.PasswordOf("hanako"), "//evil.example/");
        Assert.Equal(new Uri(hub.Address, "/"), new Uri(hub.Address, answer.Headers.Location!));
    }

    [Fact]
    public async Task Form_without_the_antiforgery_token_is_refused()
    {
        await using var hub = await StartAsync();
        using var browser = hub.Browser();
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["email"] = "hanako@example.org",
            ["password"] = TestHub.PasswordOf("hanako"),
        });
        using var answer = await browser.Client.PostAsync("/sign-in", content, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(browser.Cookies["tsumugi"]);
    }

    [Fact]
    public async Task One_person_signs_in_with_either_of_two_logins()
    {
        await using var hub = await StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var added = await boss.PostAsJsonAsync("/api/v1/people/hanako/logins", new NewLogin { Email = "sato@lab.example" }, Stop);
        var made = (await added.Content.ReadFromJsonAsync<LoginMade>(Stop))!;
        using var first = await hub.SignedInAsync("hanako");
        using var second = hub.Browser();
        (await second.SignInAsync(made.Email, made.InitialPassword!)).Dispose();
        foreach (var browser in (Browser[])[first, second])
            Assert.Equal("hanako", (await browser.Client.GetFromJsonAsync<WhoAmI>("/api/v1/whoami", Stop))!.Person);
    }

    [Theory]
    [InlineData("/sign-out")]
    [InlineData("/account")]
    public async Task Signing_out_from_any_page_ends_the_session(string page)
    {
        await using var hub = await StartAsync();
        using var browser = await hub.SignedInAsync("hanako");
        using var forged = await browser.Client.PostAsync("/sign-out", new FormUrlEncodedContent([new("_handler", "sign-out")]), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/whoami")).StatusCode);

        using var answer = await browser.SendFormAsync(page, "sign-out", new Dictionary<string, string>(), "/sign-out");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/whoami")).StatusCode);
    }

    [Fact]
    public async Task Changed_password_ends_the_other_sessions_at_once()
    {
        await using var hub = await StartAsync();
        using var here = await hub.SignedInAsync("hanako");
        using var elsewhere = await hub.SignedInAsync("hanako");
        using var changed = await here.SendFormAsync("/account", "change-password", new Dictionary<string, string>
        {
            ["current"] = TestHub.PasswordOf("hanako"),
            ["next"] = "another-correct-horse",
            ["again"] = "another-correct-horse",
        });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/v1/whoami")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/v1/whoami")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await elsewhere.GetAsync("/account")).StatusCode);
    }

    [Fact]
    public async Task First_operator_signs_in_from_the_note_which_goes_when_they_choose_a_password()
    {
        await using var hub = await TestHub.StartAsync();
        var note = (await hub.UseDbAsync(db => FirstStart.RunAsync(db, hub.Options, Stop)))!;
        var password = (await File.ReadAllLinesAsync(note, Stop)).Single(line => line.StartsWith("password: ", StringComparison.Ordinal))[10..];
        using var browser = hub.Browser();
        Assert.Contains("first-sign-in.txt", await browser.Client.GetStringAsync("/sign-in", Stop), StringComparison.Ordinal);
        using var signedIn = await browser.SignInAsync(FirstStart.Email, password);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        using var changed = await browser.SendFormAsync("/account", "change-password", new Dictionary<string, string>
        {
            ["current"] = password,
            ["next"] = "a password of my own",
            ["again"] = "a password of my own",
        });
        Assert.False(File.Exists(note));
        using var other = hub.Browser();
        Assert.DoesNotContain("first-sign-in.txt", await other.Client.GetStringAsync("/sign-in", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain(password, hub.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Challenge_on_the_programming_interface_is_a_refusal_and_no_redirect()
    {
        await using var hub = await TestHub.StartAsync(
            new Room(_ => { }, api => api.MapGet("/guarded", () => "in").RequireAuthorization()));
        using var client = hub.Client();
        using var answer = await client.GetAsync("/api/v1/guarded", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako", false, "lab");
        return hub;
    }
}
