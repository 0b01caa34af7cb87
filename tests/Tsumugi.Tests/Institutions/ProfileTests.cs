using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Tsumugi.Client.Institutions;
using Tsumugi.Institutions;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

/// <summary>Identifiers of people and institutions, where people belonged when, and what the hub keeps of them.</summary>
public sealed class ProfileTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>ORCID's own example, one that ends in X, and neighbours of both.</summary>
    [Theory]
    [InlineData("0000-0002-1825-0097", true)]
    [InlineData("0000-0002-1694-233X", true)]
    [InlineData("0000-0002-1825-0098", false)]
    [InlineData("0000-0002-1694-2330", false)]
    [InlineData("0000-0002-1825-009", false)]
    [InlineData("0000000218250097", false)]
    public void Orcid_is_checked_to_its_last_digit(string text, bool good) => Assert.Equal(good, CheckDigits.IsOrcid(text));

    /// <summary>The University of Tokyo, Kyoto University, RIKEN, and neighbours.</summary>
    [Theory]
    [InlineData("057zh3y96", true)]
    [InlineData("02kpeqv85", true)]
    [InlineData("01sjwvz98", true)]
    [InlineData("057zh3y97", false)]
    [InlineData("057zh3z96", false)]
    [InlineData("57zh3y960", false)]
    public void Ror_is_checked_to_its_last_digit(string text, bool good) => Assert.Equal(good, CheckDigits.IsRor(text));

    [Theory]
    [InlineData("90050426", true)]
    [InlineData("90050427", false)]
    public void Erad_number_that_does_not_fit_is_told_apart(string text, bool fits) => Assert.Equal((true, fits), (CheckDigits.IsErad(text), CheckDigits.EradFits(text)));

    [Fact]
    public void Every_digit_of_an_orcid_that_is_mistyped_is_noticed() =>
        Gen.Select(Gen.Int[0, 14], Gen.Int[1, 9]).Sample((at, by) =>
        {
            const string good = "0000-0002-1825-0097";
            var place = at + (at / 4);
            var wrong = good[..place] + (char)('0' + ((good[place] - '0' + by) % 10)) + good[(place + 1)..];
            Assert.False(CheckDigits.IsOrcid(wrong));
        });

    [Fact]
    public async Task Profile_is_changed_by_the_person_and_said_to_whom_it_concerns()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        await hub.AddPersonAsync("taro");
        using var hanako = hub.Client(await hub.TokenAsync("hanako"));
        using var taro = hub.Client(await hub.TokenAsync("taro"));
        Assert.Equal("career,erad,name,orcid", await FaultsAsync(hanako, "hanako", new(" ", "0000-0002-1825-0098", "123", "Genius")));
        Assert.Equal("", await FaultsAsync(hanako, "hanako", new("花子", "https://orcid.org/0000-0002-1825-0097", "90050427", "Postdoc")));
        Assert.Equal("orcid", await FaultsAsync(taro, "taro", new("Taro", "0000-0002-1825-0097")));
        using (var refused = await taro.PutAsJsonAsync("/api/v1/people/hanako", new PersonChange("Mine"), Stop))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        var own = await hanako.GetFromJsonAsync<PersonView>("/api/v1/people/hanako", Stop);
        Assert.Equal(("花子", "0000-0002-1825-0097", "90050427", true, "Postdoc"), (own!.Name, own.Orcid, own.Erad, own.EradWarning, own.Career));
        var seen = await taro.GetFromJsonAsync<PersonView>("/api/v1/people/hanako", Stop);
        Assert.Equal(("0000-0002-1825-0097", null, false), (seen!.Orcid, seen.Erad, seen.EradWarning));
        using var browser = await hub.SignedInAsync("hanako");
        Assert.Contains("check digit does not fit", await (await browser.GetAsync("/account")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_somebody_belonged_when_is_read_from_the_thread()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("hanako");
        await hub.AddPersonAsync("steward", false, "lab:steward", "far:steward");
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        foreach (var institution in (string[])["lab", "far"])
            (await boss.PutAsJsonAsync($"/api/v1/institutions/{institution}/members/hanako", new NewMembership("researcher"), Stop)).EnsureSuccessStatusCode();
        (await boss.DeleteAsync(new Uri("/api/v1/institutions/lab/members/hanako", UriKind.Relative), Stop)).EnsureSuccessStatusCode();
        var found = (await boss.GetFromJsonAsync<PersonView>("/api/v1/people/hanako", Stop))!.Affiliations;
        Assert.Equal([("lab", true), ("far", false)], found.Select(row => (row.Institution, row.Until is not null)));
        Assert.True(found[0].Until >= found[0].From);
    }

    [Fact]
    public async Task Everything_kept_of_a_person_is_theirs_to_take()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        await hub.AddPersonAsync("taro");
        var secret = await hub.TokenAsync("hanako");
        using var hanako = hub.Client(secret);
        await FaultsAsync(hanako, "hanako", new("花子"));
        using var answer = await hanako.GetAsync(new Uri("/api/v1/people/hanako/data", UriKind.Relative), Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Equal("hanako.json", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        var data = JsonDocument.Parse(text).RootElement;
        Assert.Contains("person.changed", data.GetProperty("events").EnumerateArray().Select(row => row.GetProperty("kind").GetString()));
        Assert.Equal("hanako", data.GetProperty("person").GetProperty("id").GetString());
        Assert.NotEmpty(data.GetProperty("tokens").EnumerateArray());
        using var taro = hub.Client(await hub.TokenAsync("taro"));
        Assert.Equal(HttpStatusCode.Forbidden, (await taro.GetAsync(new Uri("/api/v1/people/hanako/data", UriKind.Relative), Stop)).StatusCode);
    }

    /// <returns>The fields that are wrong; empty when it was done.</returns>
    private static async Task<string> FaultsAsync(HttpClient client, string person, PersonChange asked)
    {
        using var answer = await client.PutAsJsonAsync($"/api/v1/people/{person}", asked, Stop);
        if (answer.IsSuccessStatusCode)
            return "";
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
        return string.Join(',', problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }
}
