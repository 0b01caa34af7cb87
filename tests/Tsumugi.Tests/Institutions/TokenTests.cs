using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Institutions;

public sealed class TokenTests
{
    private static readonly DateTime Now = new(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 30, "name")]
    [InlineData("  ", 0, "days,name")]
    [InlineData("notebook", 367, "days")]
    [InlineData("notebook", -1, "days")]
    [InlineData("notebook", 366, "")]
    public void New_token_is_refused_for_all_its_faults_at_once(string name, int days, string fields)
    {
        var command = new CreateToken { PersonId = "p", Name = name, Scope = TokenScope.Read, Lifetime = TimeSpan.FromDays(days) };
        var decided = CreateToken.Decide(command, TokenSecret.Generate(), Now);
        Assert.Equal(fields, string.Join(',', decided.Refusal?.Fields.Keys ?? []));
    }

    [Theory]
    [InlineData(false, 1, null)]
    [InlineData(false, 0, "token-expired")]
    [InlineData(true, 1, "token-revoked")]
    public void Token_is_checked_against_revocation_and_expiry(bool revoked, int minutesLeft, string? code)
    {
        var token = Made() with { ExpiresAt = Now.AddMinutes(minutesLeft), RevokedAt = revoked ? Now : null };
        Assert.Equal(code, CheckToken.Decide(token, Now).Refusal?.Code);
        Assert.Equal("token-unknown", CheckToken.Decide(null, Now).Refusal?.Code);
    }

    [Fact]
    public void Token_asked_for_with_a_token_does_not_outlive_it()
    {
        var command = new CreateToken
        {
            PersonId = "p",
            Name = "child",
            Scope = TokenScope.Write,
            Lifetime = TimeSpan.FromDays(90),
            NoLaterThan = Now.AddHours(2),
        };
        Assert.Equal(Now.AddHours(2), CreateToken.Decide(command, TokenSecret.Generate(), Now).Value.ExpiresAt);
    }

    [Fact]
    public void Secrets_have_256_random_bits_and_match_only_their_own_hash()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => TokenSecret.Generate()).ToHashSet();
        Assert.Equal(1000, secrets.Count);
        Assert.All(secrets, secret => Assert.True(TokenSecret.LooksRight(secret)));
        var hash = TokenSecret.Hash(secrets.First());
        Assert.Equal(1, secrets.Count(secret => TokenSecret.Matches(secret, hash)));
    }

    [Fact]
    public async Task Secret_is_in_the_answer_and_nowhere_else()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        var first = await hub.TokenAsync("hanako");
        using var client = hub.Client(first);
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new NewToken { Name = "notebook", Scope = "write" }, Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = (await answer.Content.ReadFromJsonAsync<TokenMade>(Stop))!;
        using var second = hub.Client(made.Secret);
        using var used = await second.GetAsync("/api/v1/whoami", Stop);
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        using var wrong = hub.Client(made.Secret[..^1] + "#");
        using var refused = await wrong.GetAsync("/api/v1/whoami", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        var stored = await hub.StoredTextAsync(Stop);
        Assert.Contains("token.created", stored, StringComparison.Ordinal);
        foreach (var secret in (string[])[first, made.Secret])
        {
            Assert.DoesNotContain(secret[4..], hub.Logs.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret[4..], stored, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Use_of_a_token_is_noted_at_most_once_a_minute()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        var secret = await hub.TokenAsync("hanako");
        var from = DateTime.UtcNow;
        async Task<DateTime?> UsedAsync(double seconds)
        {
            await hub.UseDbAsync(db => CheckToken.RunAsync(db, secret, from.AddSeconds(seconds), Stop));
            return await hub.UseDbAsync(db => db.Set<AccessToken>().Select(row => row.LastUsedAt).SingleAsync(Stop));
        }

        Assert.Equal(from, await UsedAsync(0));
        Assert.Equal(from, await UsedAsync(59));
        Assert.Equal(from.AddSeconds(61), await UsedAsync(61));
    }

    [Fact]
    public async Task Nobody_revokes_or_lists_the_token_of_somebody_else()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        await hub.AddPersonAsync("taro");
        using var hanako = hub.Client(await hub.TokenAsync("hanako"));
        using var taro = hub.Client(await hub.TokenAsync("taro"));
        var hers = (await hanako.GetFromJsonAsync<List<TokenView>>("/api/v1/tokens", Stop))!.Single();
        using var refused = await taro.DeleteAsync($"/api/v1/tokens/{hers.Id}", Stop);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.DoesNotContain((await taro.GetFromJsonAsync<List<TokenView>>("/api/v1/tokens", Stop))!, token => token.Id == hers.Id);
        Assert.NotNull(hers.LastUsedAt);
    }

    [Fact]
    public async Task Making_and_revoking_stand_on_the_thread_with_their_actor()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        using var client = hub.Client(await hub.TokenAsync("hanako"));
        var made = await (await client.PostAsJsonAsync("/api/v1/tokens", new NewToken { Name = "a" }, Stop)).Content.ReadFromJsonAsync<TokenMade>(Stop);
        await client.DeleteAsync($"/api/v1/tokens/{made!.Token.Id}", Stop);
        var events = await hub.UseDbAsync(db => db.Set<EventRow>().OrderBy(row => row.Seq).ToListAsync(Stop));
        Assert.Equal(
            ["hub:self token.created", "person:hanako token.created", "person:hanako token.revoked"],
            events.Select(row => $"{row.Actor} {row.Kind}"));
        Assert.Equal("read", made.Token.Scope);
        Assert.Equal("Read", JsonDocument.Parse(events[1].Body).RootElement.GetProperty("scope").GetString());
    }

    [Theory]
    [InlineData("model:lab/one", 201)]
    [InlineData("lab", 201)]
    [InlineData("dataset:elsewhere/one", 400)]
    [InlineData("table:lab/one", 400)]
    [InlineData("model:lab", 400)]
    [InlineData("model:lab/one/two", 400)]
    [InlineData("", 400)]
    public async Task Limits_of_a_token_name_what_its_person_belongs_to(string target, int expected)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako", false, "lab");
        using var client = hub.Client(await hub.TokenAsync("hanako"));
        var asked = new NewToken { Name = "fine", Scope = "fine-grained", Writes = target.Length > 0 ? [target] : [] };
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", asked, Stop);
        Assert.Equal(expected, (int)answer.StatusCode);
        if (expected != 201)
            return;
        var made = (await answer.Content.ReadFromJsonAsync<TokenMade>(Stop))!;
        Assert.Equal(("fine-grained", target), (made.Token.Scope, made.Token.Writes.Single()));

        // It makes no other tokens, and adds nobody to an institution.
        using var limited = hub.Client(made.Secret);
        using var child = await limited.PostAsJsonAsync("/api/v1/tokens", new NewToken { Name = "child" }, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, child.StatusCode);
    }

    private static AccessToken Made() => CreateToken.Decide(
        new() { PersonId = "p", Name = "n", Scope = TokenScope.Read, Lifetime = TimeSpan.FromDays(1) }, TokenSecret.Generate(), Now).Value;
}
