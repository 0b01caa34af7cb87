using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

/// <summary>Signing in with a real OpenID provider, and invitations.</summary>
public sealed partial class ProviderTests(OidcServer server) : IClassFixture<OidcServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invited_person_joins_with_their_own_universitys_sign_in_and_comes_back_with_it()
    {
        await using var hub = await StartAsync();
        var link = await InviteAsync(hub, people: 1);
        using var taro = hub.Browser();
        var join = await WalkAsync(hub, taro, $"/sign-in/with/lab?back={Uri.EscapeDataString(link)}", "taro");
        Assert.Equal(link, join.Path);
        Assert.Contains("value=\"taro@univ.example\"", join.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"山田 太郎\"", join.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", join.Html, StringComparison.Ordinal);

        using var wrong = await taro.SendFormAsync(link, "join", Fields("山田 太郎", "Not An Id", "no address"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var faults = await wrong.Content.ReadAsStringAsync(Stop);
        Assert.Contains("id-error", faults, StringComparison.Ordinal);
        Assert.Contains("email-error", faults, StringComparison.Ordinal);
        using var joined = await taro.SendFormAsync(link, "join", Fields("山田 太郎", "taro", "taro@univ.example"));
        Assert.Equal("/institutions/lab", PathOf(hub, joined));
        Assert.Equal("taro", (await WhoAsync(taro)).Person);
        Assert.Equal([new("lab", "researcher")], (await WhoAsync(taro)).Memberships);
        Assert.Equal("0000-0002-1825-0097", await hub.UseDbAsync(db => db.Set<Person>().Where(row => row.Id == "taro").Select(row => row.Orcid).SingleAsync(Stop)));

        using var again = hub.Browser();
        Assert.Equal("/projects?page=2", (await WalkAsync(hub, again, "/sign-in/with/lab?back=%2Fprojects%3Fpage%3D2", "taro")).Path);
        Assert.Equal("taro", (await WhoAsync(again)).Person);

        using var late = await hub.Client().GetAsync(new Uri(link, UriKind.Relative), Stop);
        Assert.DoesNotContain("name=\"password\"", await late.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.DoesNotContain(OidcServer.Secret, hub.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_that_vouches_for_its_people_needs_no_invitation_and_another_does()
    {
        await using var hub = await StartAsync();
        using var taro = hub.Browser();
        var join = await WalkAsync(hub, taro, "/sign-in/with/open", "taro");
        Assert.Contains("name=\"id\"", join.Html, StringComparison.Ordinal);
        using var joined = await taro.SendFormAsync(join.Path, "join", Fields("太郎", "taro", "taro@univ.example"));
        Assert.Equal([new("lab", "researcher")], (await WhoAsync(taro)).Memberships);

        using var stranger = hub.Browser();
        var refused = await WalkAsync(hub, stranger, "/sign-in/with/lab", "silent");
        Assert.DoesNotContain("name=\"id\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("ask a steward of your institution", refused.Html, StringComparison.Ordinal);
        using var whoami = await stranger.GetAsync("/api/v1/whoami");
        Assert.Equal(HttpStatusCode.Unauthorized, whoami.StatusCode);
    }

    [Fact]
    public async Task Address_alone_opens_nobodys_account_until_they_link_it_themselves()
    {
        await using var hub = await StartAsync();
        using var hanako = hub.Browser();
        // Jiro's provider names Hanako's address: that proves nothing here.
        var join = await WalkAsync(hub, hanako, "/sign-in/with/lab?back=%2Faccount", "jiro");
        Assert.StartsWith("/join", join.Path, StringComparison.Ordinal);
        using var nobody = await hanako.GetAsync("/api/v1/whoami");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);

        (await hanako.SignInAsync("hanako@example.org", TestHub.PasswordOf("hanako"), join.Path)).Dispose();
        using var linked = await hanako.SendFormAsync(join.Path, "link", new Dictionary<string, string>());
        Assert.Equal("/account", PathOf(hub, linked));
        using var other = hub.Browser();
        await WalkAsync(hub, other, "/sign-in/with/lab", "jiro");
        Assert.Equal("hanako", (await WhoAsync(other)).Person);

        using var ichiro = await hub.SignedInAsync("ichiro");
        await WalkAsync(hub, ichiro, "/sign-in/with/lab", "jiro");
        Assert.Equal("hanako", (await WhoAsync(ichiro)).Person);

        (await hanako.SendFormAsync("/account", "unlink-lab", new Dictionary<string, string>())).Dispose();
        using var gone = hub.Browser();
        Assert.StartsWith("/join", (await WalkAsync(hub, gone, "/sign-in/with/lab", "jiro")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Last_way_to_sign_in_cannot_be_taken_away()
    {
        await using var hub = await StartAsync();
        using var taro = hub.Browser();
        var join = await WalkAsync(hub, taro, "/sign-in/with/open", "taro");
        (await taro.SendFormAsync(join.Path, "join", Fields("太郎", "taro", "taro@univ.example"))).Dispose();
        using var refused = await taro.SendFormAsync("/account", "unlink-open", new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(1, await hub.UseDbAsync(db => db.Set<IdentityUserLogin<string>>().CountAsync(Stop)));
        using var noPassword = hub.Browser();
        using var answer = await noPassword.SignInAsync("taro@univ.example", "whatever it may be");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Provider_that_does_not_answer_or_is_unknown_leads_back_with_words()
    {
        var away = server.Provider("lab", null) with { Authority = new("http://127.0.0.1:9/") };
        await using var hub = await TestHub.StartAsync(options => options with { Providers = [away] });
        using var browser = hub.Browser();
        using var down = await browser.GetAsync("/sign-in/with/lab");
        Assert.Equal("/sign-in?failed=lab", PathOf(hub, down));
        using var page = await browser.GetAsync("/sign-in?failed=lab");
        Assert.Contains("role=\"alert\"", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var unknown = await browser.GetAsync("/sign-in/with/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var forged = await browser.GetAsync("/sign-in/oidc/lab?code=made-up&state=made-up");
        Assert.Equal("/sign-in?failed=lab", PathOf(hub, forged));
        using var elsewhere = await browser.GetAsync("/sign-in/arrived?back=https%3A%2F%2Felsewhere.example");
        Assert.Equal("/sign-in?back=%2F", PathOf(hub, elsewhere));
    }

    [Fact]
    public async Task Invitation_is_the_stewards_to_give_and_take_and_its_last_place_is_given_once()
    {
        await using var hub = await StartAsync();
        using var researcher = hub.Client(await hub.TokenAsync("hanako"));
        using var refused = await researcher.PostAsJsonAsync("/api/v1/institutions/lab/invitations", new NewInvitation(), Stop);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var steward = hub.Client(await hub.TokenAsync("ichiro"));
        using var wrong = await steward.PostAsJsonAsync("/api/v1/institutions/lab/invitations", new NewInvitation("king", 0, 1000), Stop);
        var problem = await wrong.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(3, problem.GetProperty("errors").EnumerateObject().Count());

        var link = await InviteAsync(hub, people: 1);
        var racers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async at =>
        {
            using var browser = hub.Browser();
            using var answer = await browser.SendFormAsync(link, "join", new Dictionary<string, string>(Fields("人", $"racer{at}", $"racer{at}@example.org")) { ["password"] = "a long enough password" });
            return answer.StatusCode;
        }));
        Assert.Single(racers, HttpStatusCode.Found);
        Assert.Equal(1, await hub.UseDbAsync(db => db.Set<Person>().CountAsync(row => row.Id.StartsWith("racer"), Stop)));

        var second = await InviteAsync(hub, people: 2);
        using var outsider = await hub.SignedInAsync("outsider");
        (await outsider.SendFormAsync(second, "accept", new Dictionary<string, string>())).Dispose();
        Assert.Contains(new("lab", "researcher"), (await WhoAsync(outsider)).Memberships);
        var open = await steward.GetFromJsonAsync<List<InvitationView>>("/api/v1/institutions/lab/invitations", Stop);
        Assert.Equal(1, Assert.Single(open!).Left);
        using var revoked = await steward.DeleteAsync(new Uri($"/api/v1/institutions/lab/invitations/{open![0].Id}", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        using var late = await hub.Client().GetAsync(new Uri(second, UriKind.Relative), Stop);
        Assert.DoesNotContain("name=\"password\"", await late.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.DoesNotContain(second.Split('=')[1], await hub.StoredTextAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lab", "https://idp.example", "id", "secret")]
    [InlineData("lab", "http://idp.example", "id", "secret")]
    [InlineData("lab", "not an address", "id", "secret")]
    [InlineData("lab", "https://idp.example", null, "secret")]
    [InlineData("lab", "https://idp.example", "id", null)]
    public void Settings_that_cannot_work_are_refused_without_telling_the_secret(string name, string authority, string? id, string? secret)
    {
        var settings = Settings(name, authority, id, secret);
        var refused = Assert.ThrowsAny<Exception>(() => OidcProvider.Read(settings.GetValueOrDefault));
        Assert.Contains("TSUMUGI_OIDC", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_name_several_providers()
    {
        var settings = Settings("lab", "https://idp.example", "id", "secret");
        foreach (var (name, value) in Settings("orcid", "https://orcid.org", "other", "hidden"))
            settings[name] = value;
        settings["TSUMUGI_OIDC"] = "lab, orcid";
        var read = OidcProvider.Read(settings.GetValueOrDefault);
        Assert.Equal(["lab", "orcid"], read.Select(provider => provider.Name));
        Assert.DoesNotContain("hidden", read[1].ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Settings(string name, string authority, string? id, string? secret) => new()
    {
        ["TSUMUGI_OIDC"] = name,
        [$"TSUMUGI_OIDC_{name.ToUpperInvariant()}_AUTHORITY"] = authority,
        [$"TSUMUGI_OIDC_{name.ToUpperInvariant()}_CLIENT_ID"] = id,
        [$"TSUMUGI_OIDC_{name.ToUpperInvariant()}_CLIENT_SECRET"] = secret,
    };

    private async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync(options => options with { Providers = [server.Provider("lab", null), server.Provider("open", "lab")] });
        await hub.AddPersonAsync("hanako", false, "lab");
        await hub.AddPersonAsync("ichiro", false, "lab:steward");
        await hub.AddPersonAsync("outsider", false, "far");
        return hub;
    }

    /// <returns>The link's path and query.</returns>
    private static async Task<string> InviteAsync(TestHub hub, int people)
    {
        using var steward = hub.Client(await hub.TokenAsync("ichiro"));
        using var made = await steward.PostAsJsonAsync("/api/v1/institutions/lab/invitations", new NewInvitation(People: people), Stop);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return new Uri((await made.Content.ReadFromJsonAsync<InvitationMade>(Stop))!.Link).PathAndQuery;
    }

    private static Dictionary<string, string> Fields(string name, string id, string email) => new() { ["name"] = name, ["id"] = id, ["email"] = email };

    private static async Task<WhoAmI> WhoAsync(Browser browser) => (await browser.Client.GetFromJsonAsync<WhoAmI>("/api/v1/whoami", Stop))!;

    private static string PathOf(TestHub hub, HttpResponseMessage answer) => new Uri(hub.Address, answer.Headers.Location!).PathAndQuery;

    /// <summary>Follows redirects from hub to provider and back, and fills in the provider's forms on the way.</summary>
    /// <returns>The page of the hub on which it ends.</returns>
    private static async Task<(string Path, string Html)> WalkAsync(TestHub hub, Browser browser, string from, string subject)
    {
        var at = new Uri(hub.Address, from);
        var answer = await browser.Client.GetAsync(at, Stop);
        for (var step = 0; step < 20; step++)
        {
            using var read = answer;
            if (read.Headers.Location is { } next)
            {
                at = new(at, next);
                answer = await browser.Client.GetAsync(at, Stop);
                continue;
            }

            var html = WebUtility.HtmlDecode(await read.Content.ReadAsStringAsync(Stop));
            if (at.Port == hub.Address.Port)
                return (at.PathAndQuery, html);
            var fields = Hidden().Matches(html).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
            (fields["login"], fields["password"]) = (subject, "any");
            at = new(Action().Match(html).Groups[1].Value);
            using var content = new FormUrlEncodedContent(fields);
            answer = await browser.Client.PostAsync(at, content, Stop);
        }

        throw new InvalidOperationException($"The way to the provider did not end: {at}");
    }

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
