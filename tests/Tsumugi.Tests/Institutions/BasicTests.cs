using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Tsumugi.Client.Institutions;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

/// <summary>Programs that know only a user name and a password send the access token as the password.</summary>
public sealed class BasicTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hanako")]
    [InlineData("")]
    [InlineData("anybody at all")]
    public async Task Token_as_password_signs_in_whatever_the_user_name(string user)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        using var client = Client(hub, $"{user}:{await hub.TokenAsync("hanako", TokenScope.Read)}");
        Assert.Equal("hanako", (await client.GetFromJsonAsync<WhoAmI>("/api/v1/whoami", Stop))!.Person);
        using var refused = await client.PostAsJsonAsync("/api/v1/tokens", new NewToken { Name = "child" }, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData("hanako:hanako-correct-horse")]
    [InlineData("hanako:")]
    [InlineData("no colon")]
    public async Task Password_that_is_no_token_is_refused(string pair)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako");
        using var client = Client(hub, pair);
        using var answer = await client.GetAsync("/api/v1/whoami", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("token-unknown", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Bearer abc", "abc")]
    [InlineData("bearer  abc ", "abc")]
    [InlineData("Basic YTpiOmM=", "b:c")]
    [InlineData("basic YTpi", "b")]
    [InlineData("Basic OnRva2Vu", "token")]
    [InlineData("Basic ***", "")]
    [InlineData("Basic YWI=", "")]
    [InlineData("Digest x", null)]
    public void Token_is_found_where_it_was_put(string header, string? token) => Assert.Equal(token, SentToken.Read(header));

    private static HttpClient Client(TestHub hub, string pair)
    {
        var client = hub.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        return client;
    }
}
