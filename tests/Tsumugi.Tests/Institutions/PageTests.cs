using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Institutions;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

/// <summary>What people do on the room's pages, in a browser without script.</summary>
public sealed partial class PageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_brings_in_an_institution_and_a_person_who_then_signs_in()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        using var boss = await hub.SignedInAsync("boss");
        using var institution = await boss.SendFormAsync("/institutions", "create-institution", new Dictionary<string, string>
        {
            ["nameJa"] = "ゲノム研究所",
            ["nameEn"] = "Genome Institute",
            ["id"] = "genome",
            ["ror"] = "",
        });
        Assert.Equal(HttpStatusCode.Found, institution.StatusCode);
        using var person = await boss.SendFormAsync("/people", "create-person", new Dictionary<string, string>
        {
            ["name"] = "佐藤 花子",
            ["id"] = "hanako-sato",
            ["email"] = "hanako@genome.example",
        });
        var password = Secret().Match(await person.Content.ReadAsStringAsync(Stop)).Groups[1].Value;
        using var granted = await boss.SendFormAsync("/institutions/genome", "grant-membership", new Dictionary<string, string>
        {
            ["person"] = "hanako-sato",
            ["role"] = "steward",
        });
        Assert.Equal(HttpStatusCode.Found, granted.StatusCode);

        using var hanako = hub.Browser();
        using var signedIn = await hanako.SignInAsync("hanako@genome.example", password);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        var account = WebUtility.HtmlDecode(await hanako.Client.GetStringAsync("/account", Stop));
        Assert.Contains("佐藤 花子", account, StringComparison.Ordinal);
        Assert.Contains("/institutions/genome", account, StringComparison.Ordinal);

        using var reset = await boss.SendFormAsync("/people/hanako-sato", "reset-hanako@genome.example", new Dictionary<string, string>());
        var next = Secret().Match(await reset.Content.ReadAsStringAsync(Stop)).Groups[1].Value;
        using var again = await hanako.SignInAsync("hanako@genome.example", next);
        Assert.Equal(HttpStatusCode.Found, again.StatusCode);

        using var revoked = await boss.SendFormAsync("/institutions/genome", "revoke-hanako-sato", new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.Found, revoked.StatusCode);
        Assert.False(await hub.UseDbAsync(db => db.Set<Membership>().AnyAsync(Stop)));
    }

    [Fact]
    public async Task Token_made_on_the_account_page_is_shown_once_works_and_is_revoked_there()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        using var browser = await hub.SignedInAsync("hanako");
        using var made = await browser.SendFormAsync("/account", "create-token", new Dictionary<string, string>
        {
            ["name"] = "notebook",
            ["days"] = "30",
            ["scope"] = "write",
        });
        var secret = Secret().Match(await made.Content.ReadAsStringAsync(Stop)).Groups[1].Value;
        Assert.True(made.Headers.CacheControl!.NoStore);
        using var client = hub.Client(secret);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/whoami", Stop)).StatusCode);

        var page = await browser.Client.GetStringAsync("/account", Stop);
        Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
        var form = RevokeForm().Match(page).Groups[1].Value;
        using var revoked = await browser.SendFormAsync("/account", form, new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/whoami", Stop)).StatusCode);
    }

    [Fact]
    public async Task Form_with_faults_says_all_of_them_and_keeps_what_was_typed()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        using var boss = await hub.SignedInAsync("boss");
        using var answer = await boss.SendFormAsync("/people", "create-person", new Dictionary<string, string>
        {
            ["name"] = "",
            ["id"] = "Bad Name",
            ["email"] = "nowhere",
        });
        var html = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        foreach (var field in (string[])["name", "id", "email"])
            Assert.Contains($"href=\"#{field}\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Bad Name\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"nowhere\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account", 200, 302)]
    [InlineData("/institutions", 200, 302)]
    [InlineData("/institutions/lab", 200, 302)]
    [InlineData("/institutions/nowhere", 404, 302)]
    [InlineData("/people", 403, 302)]
    [InlineData("/people/hanako", 200, 302)]
    [InlineData("/people/nobody", 404, 302)]
    [InlineData("/sign-in", 302, 200)]
    public async Task Page_opened_by_a_researcher_and_by_nobody(string path, int researcher, int nobody)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako", false, "lab");
        using var browser = await hub.SignedInAsync("hanako");
        using var answer = await browser.GetAsync(path);
        Assert.Equal(researcher, (int)answer.StatusCode);
        using var anonymous = hub.Browser();
        using var refused = await anonymous.GetAsync(path);
        Assert.Equal(nobody, (int)refused.StatusCode);
        Assert.DoesNotContain("hanako", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        if (researcher == 200)
            Assert.DoesNotContain("grant-membership", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [GeneratedRegex("<code class=\"secret\">([^<]+)</code>")]
    private static partial Regex Secret();

    [GeneratedRegex("value=\"(revoke-token-[a-z0-9]+)\"")]
    private static partial Regex RevokeForm();
}
