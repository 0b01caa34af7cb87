using System.Text.Json.Nodes;
using Tsumugi.Ethics.Passports;

namespace Tsumugi.Tests.Ethics.Passports;

/// <summary>One visa: what is taken, and what is refused for which reason.</summary>
public sealed class CheckVisaTests : IDisposable
{
    private const string Value = "https://hub.example.org/datasets/lab/cohort";

    private readonly TestIssuer _issuer = new();

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("rsa")]
    [InlineData("ec")]
    public async Task Visa_of_a_trusted_issuer_is_read_with_all_that_it_says(string kid)
    {
        var read = (await Check().VisaAsync(_issuer.Visa("u-1", VisaTypes.ControlledAccessGrants, Value, kid: kid))).Value;
        Assert.Equal((new VisaIdentity(_issuer.Issuer, "u-1"), VisaTypes.ControlledAccessGrants, Value, "https://institute.example.org", "dac", kid), (read.Identity, read.Type, read.Value, read.Source, read.By, read.KeyId));
        Assert.InRange((DateTime.UtcNow - read.Asserted).TotalSeconds, 90, 200);
        Assert.Null(read.Conditions);
    }

    public static TheoryData<string, string, string> Wrong() => new()
    {
        { "alg of none", "visa-algorithm", """{"header":{"alg":"none"},"sign":"none"}""" },
        { "alg of none in other letters", "visa-algorithm", """{"header":{"alg":"nOnE"},"sign":"none"}""" },
        { "HMAC with the public key as secret", "visa-algorithm", """{"header":{"alg":"HS256"},"sign":"hmac"}""" },
        { "an algorithm that is not allowed", "visa-algorithm", """{"header":{"alg":"RS512"}}""" },
        { "signed by another key", "visa-signature", """{"sign":"stranger"}""" },
        { "no signature at all", "visa-signature", """{"sign":"none"}""" },
        { "the algorithm of another key", "visa-key-unknown", """{"header":{"alg":"ES256"}}""" },
        { "an unknown key", "visa-key-unknown", """{"header":{"kid":"other"}}""" },
        { "no key named", "visa-key-unknown", """{"header":{"kid":null}}""" },
        { "another kind of token", "visa-typ", """{"header":{"typ":"at+jwt"}}""" },
        { "an unknown issuer", "visa-issuer-unknown", """{"claims":{"iss":"https://broker.example.org/"}}""" },
        { "no issuer", "visa-issuer-unknown", """{"claims":{"iss":null}}""" },
        { "expired", "visa-expired", """{"claims":{"exp":-120}}""" },
        { "no end", "visa-claim", """{"claims":{"exp":null}}""" },
        { "not yet", "visa-not-yet", """{"claims":{"nbf":600}}""" },
        { "made in the future", "visa-not-yet", """{"claims":{"iat":600}}""" },
        { "for somebody else", "visa-audience", """{"claims":{"aud":"https://elsewhere.example.org"}}""" },
        { "no subject", "visa-claim", """{"claims":{"sub":null}}""" },
        { "no jti", "visa-claim", """{"claims":{"jti":null}}""" },
        { "no visa in it", "visa-claim", """{"claims":{"ga4gh_visa_v1":null}}""" },
        { "a visa that is a text", "visa-claim", """{"claims":{"ga4gh_visa_v1":"ControlledAccessGrants"}}""" },
        { "no type", "visa-claim", """{"visa":{"type":null}}""" },
        { "a type of somebody's own", "visa-type", """{"visa":{"type":"https://ras.nih.gov/visas/v1.1"}}""" },
        { "a value that is no URL", "visa-claim", """{"visa":{"value":"cohort"}}""" },
        { "a source that is no URL", "visa-claim", """{"visa":{"source":"institute"}}""" },
        { "no source", "visa-claim", """{"visa":{"source":null}}""" },
        { "no authority", "visa-claim", """{"visa":{"by":null}}""" },
        { "an authority that does not exist", "visa-claim", """{"visa":{"by":"me"}}""" },
        { "asserted at no time", "visa-claim", """{"visa":{"asserted":"yesterday"}}""" },
        { "conditions of an unsupported pattern", "visa-pattern", """{"visa":{"conditions":[[{"type":"ResearcherStatus","value":"regex:.*"}]]}}""" },
        { "conditions without a pattern", "visa-pattern", """{"visa":{"conditions":[[{"type":"ResearcherStatus","value":"anything"}]]}}""" },
        { "conditions on a time", "visa-conditions", """{"visa":{"conditions":[[{"type":"ResearcherStatus","asserted":"const:1"}]]}}""" },
        { "conditions on conditions", "visa-conditions", """{"visa":{"conditions":[[{"type":"ResearcherStatus","conditions":"const:1"}]]}}""" },
        { "conditions that ask for nothing", "visa-conditions", """{"visa":{"conditions":[[{"type":"ResearcherStatus"}]]}}""" },
        { "conditions of another form", "visa-conditions", """{"visa":{"conditions":{"type":"ResearcherStatus"}}}""" },
        { "conditions with an empty group", "visa-conditions", """{"visa":{"conditions":[[]]}}""" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Wrong_visa_is_refused_with_its_reason(string what, string code, string changes)
    {
        var change = JsonNode.Parse(changes)!;
        foreach (var name in (string[])["exp", "nbf", "iat"])
        {
            if (change["claims"]?[name] is { } relative)
                change["claims"]![name] = Now + relative.GetValue<long>();
        }

        using var stranger = new TestIssuer();
        var sign = (string?)change["sign"] ?? "rsa";
        var token = (sign == "stranger" ? stranger : _issuer).Visa(
            "u-1", VisaTypes.ControlledAccessGrants, Value, change["visa"]?.AsObject(), change["claims"]?.AsObject(), WithKey(change["header"]?.AsObject()), sign == "stranger" ? "rsa" : sign);
        var checkedVisa = await Check().VisaAsync(token);
        Assert.True(checkedVisa.Refused, what);
        Assert.Equal(code, checkedVisa.Refusal!.Code);
        Assert.NotEqual("", checkedVisa.Refusal.Remedy.Ja);
    }

    [Fact]
    public async Task Word_changed_after_signing_is_found()
    {
        var parts = _issuer.Visa("u-1", VisaTypes.ControlledAccessGrants, Value).Split('.');
        var said = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("u-1", "u-2", StringComparison.Ordinal);
        var forged = $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(said))}.{parts[2]}";
        Assert.Equal("visa-signature", (await Check().VisaAsync(forged)).Refusal?.Code);
    }

    [Theory]
    [InlineData("nonsense", "visa-unreadable")]
    [InlineData("a.b.c", "visa-unreadable")]
    [InlineData("..", "visa-unreadable")]
    public async Task What_is_no_token_is_refused(string text, string code) => Assert.Equal(code, (await Check().VisaAsync(text)).Refusal?.Code);

    [Fact]
    public async Task Oversize_is_refused_before_it_is_read()
    {
        var huge = _issuer.Visa("u-1", VisaTypes.AffiliationAndRole, new string('x', 20_000));
        Assert.Equal("passport-too-large", (await Check().VisaAsync(huge)).Refusal?.Code);
        Assert.Equal("passport-too-large", (await PassportText.VisasAsync(new string('x', PassportText.MostText + 1), Check())).Refusal?.Code);
        Assert.Equal("passport-too-large", (await PassportText.VisasAsync(string.Join(' ', Enumerable.Repeat("a.b.c", 51)), Check())).Refusal?.Code);
    }

    [Fact]
    public async Task Audience_of_this_hub_older_typ_and_a_minute_of_leeway_pass()
    {
        Assert.False((await Check().VisaAsync(_issuer.Visa("u-1", VisaTypes.ControlledAccessGrants, Value, claims: new() { ["aud"] = "https://hub.example.org" }))).Refused);
        Assert.False((await Check().VisaAsync(_issuer.Visa("u-1", VisaTypes.ControlledAccessGrants, Value, header: new() { ["typ"] = "JWT" }))).Refused);
        Assert.False((await Check().VisaAsync(_issuer.Visa("u-1", VisaTypes.ControlledAccessGrants, Value, claims: new() { ["iat"] = Now + 30, ["exp"] = Now + 90 }))).Refused);
        Assert.False((await Check().VisaAsync(_issuer.Visa("u-1", VisaTypes.ControlledAccessGrants, Value, claims: new() { ["exp"] = Now - 30 }))).Refused);
    }

    [Fact]
    public async Task Key_that_the_issuer_no_longer_has_verifies_nothing()
    {
        var token = _issuer.Visa("u-1", VisaTypes.ControlledAccessGrants, Value);
        Assert.Equal("visa-key-unknown", (await Check(_issuer.OnlyEc).VisaAsync(token)).Refusal?.Code);
    }

    [Fact]
    public async Task Passport_is_read_as_a_token_as_userinfo_and_as_visas_one_after_another()
    {
        string[] visas = [_issuer.Visa("u-1", VisaTypes.AffiliationAndRole, "faculty@a.example"), _issuer.Visa("u-1", VisaTypes.ResearcherStatus, VisaTypes.RegisteredAccess)];
        foreach (var text in (string[])[_issuer.Passport("u-1", visas), new JsonObject { ["sub"] = "u-1", ["ga4gh_passport_v1"] = new JsonArray(visas[0], visas[1]) }.ToJsonString(), string.Join("\n", visas)])
            Assert.Equal(visas, (await PassportText.VisasAsync(text, Check())).Value);
        using var stranger = new TestIssuer();
        Assert.Equal("visa-signature", (await PassportText.VisasAsync(stranger.Passport("u-1", visas), Check())).Refusal?.Code);
        Assert.Equal("visa-claim", (await PassportText.VisasAsync("""{"ga4gh_passport_v1":"x"}""", Check())).Refusal?.Code);
        Assert.Equal("visa-unreadable", (await PassportText.VisasAsync("{", Check())).Refusal?.Code);
        Assert.Equal("passport-empty", (await PassportText.VisasAsync("  ", Check())).Refusal?.Code);
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""nonsense""")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"1","k":"AAAA"}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","kid":"1","crv":"P-521","x":"AA","y":"AA"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","kid":"1","n":"AQAB","e":"AQAB"}]}""")]
    public void Keys_that_prove_nothing_are_refused(string text) => Assert.NotNull(IssuerKeys.Read(text).Fault);

    [Fact]
    public void Keys_need_names_of_their_own()
    {
        Assert.Null(IssuerKeys.Read(_issuer.Keys).Fault);
        Assert.NotNull(IssuerKeys.Read(new JsonObject { ["keys"] = new JsonArray(_issuer.RsaKey("1"), _issuer.EcKey("1")) }.ToJsonString()).Fault);
        Assert.NotNull(IssuerKeys.Read(new JsonObject { ["keys"] = new JsonArray(_issuer.RsaKey("")) }.ToJsonString()).Fault);
    }

    private CheckVisa Check(string? keys = null) => new(
        new Dictionary<string, TrustedIssuer>
        {
            [_issuer.Issuer] = new() { Issuer = _issuer.Issuer, Keys = keys ?? _issuer.Keys, Institutions = [], Names = new Dictionary<string, string>(), PersonId = "boss", At = DateTime.UtcNow },
        },
        new("https://hub.example.org/"), DateTime.UtcNow);

    /// <summary>The header names the issuer's RSA key whoever signs.</summary>
    private static JsonObject WithKey(JsonObject? header)
    {
        var named = header?.DeepClone().AsObject() ?? [];
        if (!named.ContainsKey("kid"))
            named["kid"] = "rsa";
        if (!named.ContainsKey("alg"))
            named["alg"] = "RS256";
        return named;
    }
}
