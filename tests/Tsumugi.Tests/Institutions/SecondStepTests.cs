using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Tsumugi.Institutions;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

/// <summary>Codes of an authenticator app after the password. The app here is RFC 6238 written down once more.</summary>
public sealed partial class SecondStepTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Password_alone_no_longer_signs_in_and_the_app_or_a_recovery_code_does()
    {
        await using var hub = await StartAsync();
        using var browser = await hub.SignedInAsync("hanako");
        var (secret, recovery) = await TurnOnAsync(browser);
        Assert.Equal(10, recovery.Count);

        using var other = hub.Browser();
        using var asked = await other.SignInAsync("hanako@example.org", TestHub.PasswordOf("hanako"), "/projects");
        Assert.Equal("/sign-in/code?back=%2Fprojects", new Uri(hub.Address, asked.Headers.Location!).PathAndQuery);
        Assert.Null(other.Cookies["tsumugi"]);
        using var wrong = await other.SendFormAsync("/sign-in/code?back=%2Fprojects", "sign-in-code", Code("000000"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using var right = await other.SendFormAsync("/sign-in/code?back=%2Fprojects", "sign-in-code", Code(Totp(secret)));
        Assert.Equal("/projects", new Uri(hub.Address, right.Headers.Location!).PathAndQuery);
        Assert.NotNull(other.Cookies["tsumugi"]);

        Assert.Equal(HttpStatusCode.Found, await RecoverAsync(hub, recovery[0]));
        Assert.Equal(HttpStatusCode.Unauthorized, await RecoverAsync(hub, recovery[0]));
        var stored = await hub.StoredTextAsync(Stop) + hub.Logs.Text;
        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(recovery[1], stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_session_alone_cannot_turn_it_off_and_an_operator_helps_whoever_lost_the_phone()
    {
        await using var hub = await StartAsync();
        using var browser = await hub.SignedInAsync("hanako");
        var (secret, _) = await TurnOnAsync(browser);
        using var refused = await browser.SendFormAsync("/account", "second-step-off", Code("123456"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var off = await browser.SendFormAsync("/account", "second-step-off", Code(Totp(secret)));
        Assert.Equal(HttpStatusCode.OK, off.StatusCode);
        (await hub.SignedInAsync("hanako")).Dispose();

        await TurnOnAsync(browser);
        await hub.UseDbAsync(async db => (await new ResetPassword("hanako", "hanako@example.org")
            .RunAsync(db, new Caller { PersonId = "operator", IsOperator = true, Name = "operator" }, Stop)).Value.InitialPassword!);
        using var nobody = await browser.GetAsync("/account");
        Assert.Equal(HttpStatusCode.Found, nobody.StatusCode);
    }

    [Fact]
    public async Task Page_of_the_code_is_for_whoever_gave_a_password()
    {
        await using var hub = await StartAsync();
        using var browser = hub.Browser();
        using var sent = await browser.GetAsync("/sign-in/code");
        Assert.Equal("/sign-in?back=%2F", new Uri(hub.Address, sent.Headers.Location!).PathAndQuery);
        using var wrong = await (await hub.SignedInAsync("hanako")).SendFormAsync("/account", "second-step-begin", new Dictionary<string, string>());
        Assert.Contains("<path d=\"M4,4h1v1h-1z", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("hanako", false, "lab");
        return hub;
    }

    private static async Task<(string Secret, IReadOnlyList<string> Recovery)> TurnOnAsync(Browser browser)
    {
        using var begun = await browser.SendFormAsync("/account", "second-step-begin", new Dictionary<string, string>());
        var html = await begun.Content.ReadAsStringAsync(Stop);
        var secret = Secrets().Match(html).Groups[1].Value;
        // The form that takes the code stands only on the answer, so its hidden fields come from there.
        var fields = Hidden().Matches(html[html.IndexOf("second-step-on", StringComparison.Ordinal)..]).Take(1)
            .ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        (fields["_handler"], fields["code"]) = ("second-step-on", Totp(secret));
        using var content = new FormUrlEncodedContent(fields);
        using var on = await browser.Client.PostAsync(new Uri("/account", UriKind.Relative), content, Stop);
        Assert.Equal(HttpStatusCode.OK, on.StatusCode);
        Assert.True(on.Headers.CacheControl!.NoStore);
        var told = await on.Content.ReadAsStringAsync(Stop);
        return (secret, [.. Secrets().Matches(told).Select(match => match.Groups[1].Value)]);
    }

    private static async Task<HttpStatusCode> RecoverAsync(TestHub hub, string code)
    {
        using var browser = hub.Browser();
        (await browser.SignInAsync("hanako@example.org", TestHub.PasswordOf("hanako"))).Dispose();
        using var answer = await browser.SendFormAsync("/sign-in/code", "sign-in-code", Code(code));
        return answer.StatusCode;
    }

    private static Dictionary<string, string> Code(string code) => new() { ["code"] = code };

    private static string Totp(string secret)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // What the RFC and every app use.
        var hash = HMACSHA1.HashData(FromBase32(secret), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2))];
    }

    [GeneratedRegex("<code class=\"secret\">([^<]+)</code>")]
    private static partial Regex Secrets();

    [GeneratedRegex("type=\"hidden\" name=\"(__RequestVerificationToken)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
