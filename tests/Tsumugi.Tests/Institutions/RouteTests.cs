using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Projects;
using Tsumugi.Projects.Applications;
using Tsumugi.Projects.Approvals;
using Tsumugi.Projects.Calls;
using Tsumugi.Projects.Plans;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

/// <summary>Every route of the room, asked by everybody who may ask.</summary>
public sealed class RouteTests(RouteTests.Fixture fixture) : IClassFixture<RouteTests.Fixture>
{
    private const string Person = """{"id":"new-{n}","name":"New","email":"new-{n}@example.org"}""";
    private const string Login = """{"email":"other-{n}@example.org"}""";
    private const string Institution = """{"id":"lab-{n}","nameJa":"研究室","nameEn":"Laboratory"}""";

    private const string Project = """{"id":"project-{n}","institution":"lab","titleJa":"題","titleEn":"Title","layers":["dna"]}""";
    private const string Call = """{"id":"call-{n}","titleJa":"公募","titleEn":"Call","text":"Propose","opens":"2026-04-01 10:00","closes":"2099-01-15 17:00","criteria":[{"id":"novelty","titleJa":"新規性","titleEn":"Novelty","weight":1}]}""";
    private const string Approval = """{"number":"{n}","committee":"Ethics committee","from":"2026-01-01","until":"2099-12-31"}""";

    /// <summary>Method, path, body, then the status for: read-only token, researcher, steward, operator's read-only token, operator.</summary>
    private static readonly (string Method, string Path, string? Body, int[] Expected)[] Rows =
    [
        ("GET", "/whoami", null, [200, 200, 200, 200, 200]),
        ("GET", "/people", null, [403, 403, 403, 403, 200]),
        ("POST", "/people", Person, [403, 403, 403, 403, 201]),
        ("GET", "/people/guest", null, [200, 200, 200, 200, 200]),
        ("PUT", "/people/guest", """{"name":"Guest"}""", [403, 403, 403, 403, 200]),
        ("GET", "/people/guest/data", null, [403, 403, 403, 403, 200]),
        ("GET", "/people/guest/merges", null, [403, 403, 403, 403, 200]),
        ("POST", "/people/guest/merges", """{"other":"{member}","reason":"Same desk"}""", [403, 403, 403, 403, 201]),
        ("DELETE", "/people/guest/merges/old", null, [403, 403, 403, 403, 404]),
        ("POST", "/people/guest/erasure", """{"reason":"Asked","confirm":"somebody"}""", [403, 403, 403, 403, 400]),
        ("POST", "/people/guest/logins", Login, [403, 403, 403, 403, 201]),
        ("POST", "/people/{member}/logins/{member}@example.org/password", null, [403, 403, 403, 403, 200]),
        ("DELETE", "/people/{member}/logins/{member}@example.org", null, [403, 403, 403, 403, 204]),
        ("GET", "/notices", null, [200, 200, 200, 200, 200]),
        ("POST", "/notices/read", null, [403, 204, 204, 403, 204]),
        ("GET", "/notices/wishes", null, [200, 200, 200, 200, 200]),
        ("PUT", "/notices/wishes", """{"byMail":false}""", [403, 200, 200, 403, 200]),
        ("GET", "/institutions", null, [200, 200, 200, 200, 200]),
        ("POST", "/institutions", Institution, [403, 403, 403, 403, 201]),
        ("GET", "/institutions/lab", null, [200, 200, 200, 200, 200]),
        ("PUT", "/institutions/lab", """{"nameJa":"研究室","nameEn":"Laboratory","kind":"university","country":"JP"}""", [403, 403, 403, 403, 204]),
        ("PUT", "/institutions/lab/members/guest", """{"role":"researcher"}""", [403, 403, 200, 403, 200]),
        ("DELETE", "/institutions/lab/members/{member}", null, [403, 403, 204, 403, 204]),
        ("GET", "/institutions/lab/invitations", null, [403, 403, 200, 403, 200]),
        ("POST", "/institutions/lab/invitations", """{"role":"researcher"}""", [403, 403, 201, 403, 201]),
        ("DELETE", "/institutions/lab/invitations/open", null, [403, 403, 404, 403, 404]),
        ("GET", "/tokens", null, [200, 200, 200, 200, 200]),
        ("POST", "/tokens", """{"name":"notebook","scope":"write","days":1}""", [403, 201, 201, 403, 201]),
        ("DELETE", "/tokens/{token}", null, [403, 204, 204, 403, 204]),
        ("PUT", "/ontologies/MONDO", "[Term]\nid: MONDO:0000001\nname: disease\n", [403, 403, 403, 403, 200]),
        ("GET", "/keys", null, [200, 200, 200, 200, 200]),
        ("POST", "/keys", null, [403, 403, 403, 403, 200]),
        ("POST", "/keys/old/retire", """{"reason":"lost"}""", [403, 403, 403, 403, 400]),
        ("GET", "/issuers", null, [200, 200, 200, 200, 200]),
        ("POST", "/issuers", """{"issuer":"nobody"}""", [403, 403, 403, 403, 400]),
        ("POST", "/issuers/end", """{"issuer":"nobody"}""", [403, 403, 403, 403, 404]),
        ("POST", "/identities", """{"person":"guest"}""", [403, 403, 403, 403, 400]),
        ("POST", "/identities/end", """{"person":"guest"}""", [403, 403, 403, 403, 404]),
        ("GET", "/calls", null, [200, 200, 200, 200, 200]),
        ("POST", "/calls", Call, [403, 403, 403, 403, 201]),
        ("GET", "/calls/open", null, [200, 200, 200, 200, 200]),
        ("PUT", "/calls/open", """{"titleJa":""}""", [403, 403, 403, 403, 400]),
        ("GET", "/calls/open/proposals", null, [403, 403, 403, 403, 200]),
        ("POST", "/calls/open/proposals", """{"institution":"lab"}""", [403, 201, 201, 403, 201]),
        ("POST", "/calls/open/reviewers", null, [403, 403, 403, 403, 409]),
        ("GET", "/proposals", null, [200, 200, 200, 200, 200]),
        ("GET", "/proposals/{proposal}", null, [404, 404, 404, 200, 200]),
        ("PUT", "/proposals/{proposal}", "{}", [404, 404, 404, 403, 403]),
        ("POST", "/proposals/{proposal}/submit", null, [404, 404, 404, 403, 403]),
        ("POST", "/proposals/{proposal}/withdraw", null, [404, 404, 404, 403, 403]),
        ("PUT", "/proposals/{proposal}/review", "{}", [404, 404, 404, 403, 403]),
        ("POST", "/proposals/{proposal}/step-back", "{}", [404, 404, 404, 403, 403]),
        ("POST", "/proposals/{proposal}/award", "{}", [403, 403, 403, 403, 409]),
        ("POST", "/proposals/{proposal}/decline", "{}", [403, 403, 403, 403, 409]),
        ("GET", "/projects/{project}/plan", null, [200, 200, 200, 200, 200]),
        ("POST", "/projects/{project}/milestones", """{"due":"2099-01-01","title":"Done"}""", [403, 403, 200, 403, 200]),
        ("DELETE", "/projects/open/milestones/{milestone}", null, [403, 403, 200, 403, 200]),
        ("POST", "/projects/open/milestones/{milestone}/reached", """{"note":"See"}""", [403, 403, 200, 403, 200]),
        ("POST", "/projects/open/changes", """{"text":"More","credits":1}""", [403, 403, 409, 403, 409]),
        ("POST", "/projects/open/changes/old/decide", """{"approve":true}""", [403, 403, 403, 403, 404]),
        ("PUT", "/projects/open/reports/annual/{year}", """{"findings":"Found"}""", [403, 403, 200, 403, 200]),
        ("POST", "/projects/open/reports/annual/{year}/decide", """{"approve":false,"reason":"Say more"}""", [403, 403, 403, 403, 200]),
        ("GET", "/applications", null, [200, 200, 200, 200, 200]),
        ("GET", "/applications/{asked}", null, [404, 404, 200, 200, 200]),
        ("POST", "/applications/{asked}/endorse", null, [404, 404, 200, 403, 200]),
        ("POST", "/applications/{asked}/votes", """{"yes":true}""", [404, 404, 409, 403, 403]),
        ("POST", "/applications/{asked}/withdraw", null, [404, 404, 403, 403, 403]),
        ("POST", "/applications/{asked}/revoke", """{"text":"why"}""", [404, 404, 200, 403, 200]),
        ("POST", "/applications/{asked}/renew", """{"until":"2099-01-01"}""", [404, 404, 409, 403, 409]),
        ("POST", "/applications/{asked}/report", """{"text":"done"}""", [404, 404, 403, 403, 403]),
        ("GET", "/projects", null, [200, 200, 200, 200, 200]),
        ("POST", "/projects", Project, [403, 201, 201, 403, 201]),
        ("GET", "/projects/open", null, [200, 200, 200, 200, 200]),
        ("PUT", "/projects/open", """{"titleJa":"題","titleEn":"Title","layers":["protein"]}""", [403, 403, 200, 403, 200]),
        ("POST", "/projects/{project}/close", null, [403, 403, 200, 403, 200]),
        ("PUT", "/projects/open/members/{member}", """{"institution":"lab","role":"member"}""", [403, 403, 204, 403, 204]),
        ("DELETE", "/projects/open/members/{joined}", null, [403, 403, 204, 403, 204]),
        ("POST", "/projects/open/approvals", Approval, [403, 403, 201, 403, 201]),
        ("POST", "/projects/open/approvals/{approval}/confirm", null, [403, 403, 200, 403, 200]),
        ("POST", "/projects/open/approvals/{approval}/end", null, [403, 403, 200, 403, 200]),
    ];

    private static readonly string[] Known = ["researcher/read", "researcher/write", "steward/write", "boss/read", "boss/write"];

    private static readonly string[] Unknown = ["anonymous", "made up", "expired", "revoked"];

    public static TheoryData<string, string, string?, string, int> Table()
    {
        var table = new TheoryData<string, string, string?, string, int>();
        foreach (var (method, path, body, expected) in Rows)
        {
            foreach (var nobody in Unknown)
                table.Add(method, path, body, nobody, 401);
            for (var i = 0; i < Known.Length; i++)
                table.Add(method, path, body, Known[i], expected[i]);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Route_asked_by_each_caller_answers_as_the_table_says(string method, string path, string? body, string who, int expected)
    {
        using var client = fixture.Hub.Client(await fixture.TokenOfAsync(who));
        using var request = new HttpRequestMessage(new(method), new Uri("/api/v1" + await fixture.FillAsync(path, who), UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(await fixture.FillAsync(body, who), System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == expected, $"{method} {path} by {who}: {answer.StatusCode} {text}");
        if (expected >= 400)
            AssertProblem(answer, text);
    }

    [Fact]
    public void Table_covers_every_route_of_the_room()
    {
        var mapped = RoutesOf(fixture.Hub).Order(StringComparer.Ordinal);
        var tested = Rows.Select(row => $"{row.Method} {row.Path}"
            .Replace("/guest", "/*", StringComparison.Ordinal).Replace("/lab", "/*", StringComparison.Ordinal).Replace("/MONDO", "/*", StringComparison.Ordinal).Replace("/old", "/*", StringComparison.Ordinal)
            .Replace("{member}@example.org", "*", StringComparison.Ordinal)
            .Replace("{asked}", "*", StringComparison.Ordinal).Replace("/open", "/*", StringComparison.Ordinal).Replace("{project}", "*", StringComparison.Ordinal)
            .Replace("{proposal}", "*", StringComparison.Ordinal).Replace("{milestone}", "*", StringComparison.Ordinal).Replace("/annual/{year}", "/*/*", StringComparison.Ordinal)
            .Replace("{joined}", "*", StringComparison.Ordinal).Replace("{approval}", "*", StringComparison.Ordinal)
            .Replace("{member}", "*", StringComparison.Ordinal).Replace("{token}", "*", StringComparison.Ordinal));
        Assert.Equal(mapped, tested.Order(StringComparer.Ordinal));
    }

    private static void AssertProblem(HttpResponseMessage answer, string text)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        foreach (var member in (string[])["detail", "code", "remedy", "traceId"])
            Assert.NotEqual("", problem.GetProperty(member).GetString());
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    private static IEnumerable<string> RoutesOf(TestHub hub) =>
        from source in (IEnumerable<Microsoft.AspNetCore.Routing.EndpointDataSource>)hub.Services.GetService(
            typeof(IEnumerable<Microsoft.AspNetCore.Routing.EndpointDataSource>))!
        from endpoint in source.Endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
        let pattern = endpoint.RoutePattern.RawText!
        where pattern.StartsWith("/api/v1", StringComparison.Ordinal)
        from method in endpoint.Metadata.OfType<Microsoft.AspNetCore.Routing.HttpMethodMetadata>().First().HttpMethods
        select $"{method} {System.Text.RegularExpressions.Regex.Replace(pattern["/api/v1".Length..], "{[a-z:]+}", "*")}";

    public sealed class Fixture : IAsyncLifetime
    {
        private static int _number;

        public TestHub Hub { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Hub = await TestHub.StartAsync();
            await Hub.AddPersonAsync("researcher", false, "lab");
            await Hub.AddPersonAsync("steward", false, "lab:steward");
            await Hub.AddPersonAsync("boss", isOperator: true);
            await Hub.AddPersonAsync("guest");
            await Hub.AddPersonAsync("lead", false, "lab");
            await BeginAsync("open");
            var boss = new Caller { PersonId = "boss", IsOperator = true };
            var call = JsonSerializer.Deserialize<Client.Projects.CallRequest>(Call, JsonSerializerOptions.Web)!;
            Assert.False((await Hub.UseDbAsync(db => new OpenCall("open", call).RunAsync(db, boss, DateTime.UtcNow, default))).Refused);
        }

        public ValueTask DisposeAsync() => Hub.DisposeAsync();

        private static Caller Lead { get; } = new() { PersonId = "lead", Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Researcher } };

        private async Task<string> BeginAsync(string id) => (await Hub.UseDbAsync(db => new BeginProject(id, "lab", new() { TitleJa = "題", TitleEn = "Title", Layers = ["dna"] })
            .RunAsync(db, Lead, DiseaseOntology.Empty, DateTime.UtcNow, default))).Value.Id;

        private async Task<string> ApproveAsync() => (await Hub.UseDbAsync(db => new RegisterApproval("open", "1", "Ethics committee", "2026-01-01", "2099-12-31")
            .RunAsync(db, Lead, DateTime.UtcNow, default))).Value.Id;

        private async Task<string> AskAsync() => (await Hub.UseDbAsync(async db =>
        {
            var project = (await FindProject.RunAsync(db, Lead, "open", default)).Value;
            return await new SubmitApplication(project, Tsumugi.Thread.NodeRef.Of("dataset", "lab/data"), ["DUO:0000007"], new("Why", "2026-01-01", "high", "2027-12-31"))
                .RunAsync(db, Lead, "lab", DateTime.UtcNow, default);
        })).Value.Id;

        private async Task<string> ProposeAsync()
        {
            var good = new Client.Projects.ProposalRequest
            {
                Project = new() { TitleJa = "題", TitleEn = "Title", Summary = "Summary", Layers = ["dna"] },
                Plan = "Plan",
                Until = "2029-01-01",
                Milestones = [new("2028-01-01", "Done")],
            };
            return (await Hub.UseDbAsync(async db =>
            {
                // Written by somebody new each time: nobody writes any number of drafts to one call.
                var person = $"proposes-{Interlocked.Increment(ref _number)}";
                await Hub.AddPersonAsync(person, false, "lab");
                var caller = Lead with { PersonId = person };
                var draft = await new DraftProposal("open", "lab", good).RunAsync(db, caller, DateTime.UtcNow, default);
                return await new SubmitProposal(draft.Value.Id).RunAsync(db, caller, DiseaseOntology.Empty, DateTime.UtcNow, default);
            })).Value.Id;
        }

        private async Task<string> PlanAsync() => (await Hub.UseDbAsync(db => new AddMilestone("open", "Done", "2099-01-01").RunAsync(db, Lead, default))).Value.Id;

        private async Task<string> ReportAsync()
        {
            var year = Tsumugi.Hub.Calendar.FiscalYear.Of(DateTime.UtcNow).Year;
            await Hub.UseDbAsync(db => new WriteReport("open", "annual", year, new("Found")).RunAsync(db, Lead, DateTime.UtcNow, default));
            return $"{year}";
        }

        private async Task<string> JoinAsync(string person)
        {
            await Hub.AddPersonAsync(person, false, "lab");
            return (await Hub.UseDbAsync(db => new AddMember("open", person, "lab", "member").RunAsync(db, Lead, default))).Value.PersonId;
        }

        public async Task<string?> TokenOfAsync(string who)
        {
            var now = DateTime.UtcNow;
            switch (who)
            {
                case "anonymous":
                    return null;
                case "made up":
                    return TokenSecret.Generate();
                case "expired":
                    return (await Hub.UseDbAsync(db => CreateToken.RunAsync(
                        db, "boss", "old", TokenScope.Write, TimeSpan.FromMinutes(1), now.AddHours(-1)))).Value.Secret;
                case "revoked":
                    var made = (await Hub.UseDbAsync(db => CreateToken.RunAsync(
                        db, "boss", "lost", TokenScope.Write, TimeSpan.FromHours(1), now))).Value;
                    await Hub.UseDbAsync(db => new RevokeToken(made.Token.Id).RunAsync(
                        db, new() { PersonId = "boss", IsOperator = true }, now, default));
                    return made.Secret;
                default:
                    var (person, scope) = (who.Split('/')[0], who.EndsWith("/read", StringComparison.Ordinal) ? TokenScope.Read : TokenScope.Write);
                    return await Hub.TokenAsync(person, scope);
            }
        }

        /// <summary>Puts something real in the placeholders: a fresh number, a fresh member, a fresh token of the caller's own.</summary>
        public async Task<string> FillAsync(string text, string who)
        {
            var number = Interlocked.Increment(ref _number);
            if (text.Contains("{member}", StringComparison.Ordinal))
                await Hub.AddPersonAsync($"member-{number}", false, "lab");
            var own = text.Contains("{token}", StringComparison.Ordinal)
                ? (await Hub.UseDbAsync(db => CreateToken.RunAsync(
                    db, Known.Contains(who) ? who.Split('/')[0] : "guest", "own", TokenScope.Read, TimeSpan.FromHours(1), DateTime.UtcNow))).Value.Token.Id
                : "";
            if (text.Contains("{project}", StringComparison.Ordinal))
                text = text.Replace("{project}", await BeginAsync($"project-{number}"), StringComparison.Ordinal);
            if (text.Contains("{approval}", StringComparison.Ordinal))
                text = text.Replace("{approval}", await ApproveAsync(), StringComparison.Ordinal);
            if (text.Contains("{asked}", StringComparison.Ordinal))
                text = text.Replace("{asked}", await AskAsync(), StringComparison.Ordinal);
            if (text.Contains("{proposal}", StringComparison.Ordinal))
                text = text.Replace("{proposal}", await ProposeAsync(), StringComparison.Ordinal);
            if (text.Contains("{milestone}", StringComparison.Ordinal))
                text = text.Replace("{milestone}", await PlanAsync(), StringComparison.Ordinal);
            if (text.Contains("{year}", StringComparison.Ordinal))
                text = text.Replace("{year}", await ReportAsync(), StringComparison.Ordinal);
            if (text.Contains("{joined}", StringComparison.Ordinal))
                text = text.Replace("{joined}", await JoinAsync($"joined-{number}"), StringComparison.Ordinal);
            return text.Replace("{n}", $"{number}", StringComparison.Ordinal)
                .Replace("{member}", $"member-{number}", StringComparison.Ordinal)
                .Replace("{token}", own, StringComparison.Ordinal);
        }
    }
}
