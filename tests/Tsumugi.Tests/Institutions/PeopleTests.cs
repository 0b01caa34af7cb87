using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Tsumugi.Client.Institutions;
using Tsumugi.Institutions;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

public sealed class PeopleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bad_person_is_refused_for_every_field_at_once()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var answer = await boss.PostAsJsonAsync(
            "/api/v1/people", new { id = "Bad Name", name = (string?)null, email = "not an address", password = "short" }, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal("bad-person", problem.GetProperty("code").GetString());
        Assert.Equal(["email", "id", "name", "password"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task Name_that_is_taken_is_a_conflict()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var answer = await boss.PostAsJsonAsync("/api/v1/people", new NewPerson { Id = "boss", Name = "B", Email = "b@example.org" }, Stop);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task Address_that_is_taken_is_refused_in_any_case_of_letters()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var answer = await boss.PostAsJsonAsync("/api/v1/people", new NewPerson { Id = "b2", Name = "B", Email = "BOSS@example.org" }, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Addresses_are_shown_to_their_owner_and_to_operators_only()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("hanako");
        await hub.AddPersonAsync("taro");
        async Task<int> SeenByAsync(string who)
        {
            using var client = hub.Client(await hub.TokenAsync(who));
            return (await client.GetFromJsonAsync<PersonView>("/api/v1/people/hanako", Stop))!.Logins.Count;
        }

        Assert.Equal(1, await SeenByAsync("hanako"));
        Assert.Equal(1, await SeenByAsync("boss"));
        Assert.Equal(0, await SeenByAsync("taro"));
    }

    [Fact]
    public async Task Reset_password_ends_sessions_and_signs_in()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("hanako");
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var before = await hub.SignedInAsync("hanako");
        using var answer = await boss.PostAsync("/api/v1/people/hanako/logins/hanako@example.org/password", null, Stop);
        var made = (await answer.Content.ReadFromJsonAsync<LoginMade>(Stop))!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await before.GetAsync("/api/v1/whoami")).StatusCode);
        using var after = hub.Browser();
        using var signedIn = await after.SignInAsync(made.Email, made.InitialPassword!);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
    }

    [Fact]
    public async Task Last_login_taken_away_takes_the_tokens_along_but_never_ones_own()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("hanako");
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var hanako = hub.Client(await hub.TokenAsync("hanako"));
        Assert.Equal(HttpStatusCode.NoContent, (await boss.DeleteAsync("/api/v1/people/hanako/logins/hanako@example.org", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hanako.GetAsync("/api/v1/whoami", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await boss.DeleteAsync("/api/v1/people/boss/logins/boss@example.org", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("genome-center", "日本", "Japan", "057zh3y96", "")]
    [InlineData("genome-center", "日本", "Japan", "https://ror.org/057zh3y96", "")]
    [InlineData("genome-center", "日本", "Japan", "", "")]
    [InlineData("G", " ", "", "abc", "id,nameEn,nameJa,ror")]
    public void Institution_is_refused_for_all_its_faults_at_once(string id, string ja, string en, string? ror, string fields)
    {
        var decided = CreateInstitution.Decide(new(id, new() { NameJa = ja, NameEn = en, Ror = ror }), taken: false);
        Assert.Equal(fields, string.Join(',', decided.Refusal?.Fields.Keys ?? []));
        if (!decided.Refused)
            Assert.Contains(decided.Value.Ror, (string?[])[null, "057zh3y96"]);
    }
}
