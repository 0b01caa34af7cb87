using System.Text;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Talent;

/// <summary>Every route of the room, asked by everybody.</summary>
public sealed class TalentDoorsTests(TalentHub talent) : IClassFixture<TalentHub>
{
    private const string Cohort = """{"institution":"lab","place":"","capacity":0,"sessions":[]}""";

    /// <summary>Method, address, body, then the status for: nobody, an outsider, a member, a member's read-only token, a steward, an operator.</summary>
    private static readonly (string Method, string Path, string Body, int[] Expected)[] Rows =
    [
        ("GET", "courses", "", [200, 200, 200, 200, 200, 200]),
        ("GET", "courses.jsonld", "", [200, 200, 200, 200, 200, 200]),
        ("POST", "courses", """{"institution":"lab","files":{}}""", [401, 403, 403, 403, 400, 400]),
        ("POST", "courses", """{"institution":"nowhere","files":{}}""", [401, 403, 403, 403, 403, 404]),
        ("GET", "courses/small", "", [200, 200, 200, 200, 200, 200]),
        ("GET", "courses/nothing", "", [404, 404, 404, 404, 404, 404]),
        ("POST", "courses/small/enrolment", "", [401, 200, 200, 403, 200, 200]),
        ("POST", "courses/nothing/enrolment", "", [401, 404, 404, 403, 404, 404]),
        ("DELETE", "courses/nothing/enrolment", "", [401, 204, 204, 403, 204, 204]),
        ("POST", "courses/small/lessons/one/done", "", [401, 200, 200, 403, 200, 200]),
        ("POST", "courses/small/lessons/two/done", "", [401, 404, 404, 403, 404, 404]),
        ("GET", "courses/small/lessons/one/quiz", "", [200, 200, 200, 200, 200, 200]),
        ("POST", "courses/small/lessons/one/quiz", """{"answers":[[9]]}""", [401, 400, 400, 403, 400, 400]),
        ("POST", "courses/small/practical", """{"institution":"lab"}""", [401, 404, 404, 403, 404, 404]),
        ("POST", "courses/sequences-to-embeddings/practical", """{"institution":"lab"}""", [401, 403, 404, 403, 404, 404]),
        ("POST", "courses/small/badge", """{"name":"x","agreed":true}""", [401, 409, 409, 403, 409, 409]),
        ("GET", "badges/issuer", "", [200, 200, 200, 200, 200, 200]),
        ("GET", "badges/revoked", "", [200, 200, 200, 200, 200, 200]),
        ("GET", "badges/nothing", "", [404, 404, 404, 404, 404, 404]),
        ("GET", "badges/nothing/jwt", "", [404, 404, 404, 404, 404, 404]),
        ("POST", "badges/nothing/revoke", """{"reason":"x"}""", [401, 404, 404, 403, 404, 404]),
        ("GET", "courses/small/cohorts", "", [200, 200, 200, 200, 200, 200]),
        ("POST", "courses/small/cohorts", Cohort, [401, 403, 400, 403, 400, 400]),
        ("GET", "cohorts/{cohort}", "", [200, 200, 200, 200, 200, 200]),
        ("GET", "cohorts/nothing", "", [404, 404, 404, 404, 404, 404]),
        ("PUT", "cohorts/{cohort}", Cohort, [401, 403, 403, 403, 400, 400]),
        ("PUT", "cohorts/{cohort}/place", "", [401, 200, 200, 403, 200, 200]),
        ("DELETE", "cohorts/{cohort}/place", "", [401, 200, 200, 403, 200, 200]),
        ("GET", "cohorts/{cohort}/learners", "", [401, 403, 403, 403, 200, 200]),
        ("PUT", "cohorts/{cohort}/sessions/1", """{"people":["nobody"]}""", [401, 403, 403, 403, 400, 400]),
    ];

    public static TheoryData<string, string, string, string, int> Table()
    {
        string[] askers = ["anonymous", "outsider", "member", "member/read", "steward", "boss"];
        var table = new TheoryData<string, string, string, string, int>();
        foreach (var (method, path, body, expected) in Rows)
        {
            for (var i = 0; i < askers.Length; i++)
                table.Add(method, path, body, askers[i], expected[i]);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Route_answersEachCallerAsTheTableSays(string method, string path, string body, string who, int expected)
    {
        var scope = who.EndsWith("/read", StringComparison.Ordinal) ? TokenScope.Read : TokenScope.Write;
        using var client = talent.Hub.Client(who == "anonymous" ? null : await talent.Hub.TokenAsync(who.Split('/')[0], scope));
        using var request = new HttpRequestMessage(new(method), new Uri("/api/v1/" + path.Replace("{cohort}", talent.Cohort, StringComparison.Ordinal), UriKind.Relative));
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == expected, $"{method} {path} by {who}: {answer.StatusCode} {text}");
        if (expected >= 400)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/courses", "/courses/small")]
    [InlineData("/courses/small", "application/ld+json")]
    [InlineData("/courses/small/one", "&lt;script&gt;")]
    public async Task Page_isOpenToEverybody(string path, string holds)
    {
        using var browser = talent.Hub.Browser();
        using var answer = await browser.GetAsync(path);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(holds, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/learning")]
    [InlineData("/courses/small/one/quiz")]
    [InlineData("/courses/sequences-to-embeddings/practical")]
    public async Task Page_ofOnesOwn_asksForSignIn(string path)
    {
        using var browser = talent.Hub.Browser();
        using var answer = await browser.GetAsync(path);
        Assert.Equal(System.Net.HttpStatusCode.Found, answer.StatusCode);
    }
}
