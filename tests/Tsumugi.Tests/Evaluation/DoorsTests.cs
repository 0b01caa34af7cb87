using System.Text;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Models;
using Tsumugi.Thread;
using Tsumugi.UseCases.Publications;

namespace Tsumugi.Tests.Evaluation;

/// <summary>Every route of jobs, use cases, indicators and the thread, asked by everybody; and what the indicators count.</summary>
public sealed class DoorsTests(ModelHub models) : IClassFixture<ModelHub>
{
    private const string UseCase = """{"id":"","institution":"lab","titleJa":"","titleEn":"","models":[],"evidence":[]}""";
    private const string Publication = """{"doi":"not one","title":"","publishedOn":"2026-05-01","madeInProgramme":false}""";
    private const string Sweep = $$$"""{"job":{{{Job}}},"over":{"seed":[1]}}""";
    private const string NoSweep = $$$"""{"job":{{{Job}}},"over":{}}""";
    private const string Job = """{"recipe":"none","institution":"lab","inputs":{}}""";

    /// <summary>Method, address, body, then the status for: nobody, an outsider, a member, a member whose token may only read, an operator.</summary>
    private static readonly (string Method, string Path, string Body, int[] Expected)[] Rows =
    [
        ("GET", "recipes", "", [401, 200, 200, 200, 200]),
        ("GET", "jobs", "", [401, 200, 200, 200, 200]),
        ("GET", "jobs/train-hidden", "", [401, 404, 200, 200, 200]),
        ("GET", "jobs/train-hidden/metrics", "", [401, 404, 200, 200, 200]),
        ("GET", "jobs/train-hidden/metrics.csv", "", [401, 404, 200, 200, 200]),
        ("GET", "jobs/train-hidden/log", "", [401, 404, 200, 200, 200]),
        ("GET", "jobs/train-hidden/log?tail=0", "", [401, 404, 400, 400, 400]),
        ("GET", "jobs/nothing", "", [401, 404, 404, 404, 404]),
        ("POST", "jobs/train-hidden/cancel", "", [401, 404, 200, 403, 200]),
        ("POST", "jobs", Job, [401, 403, 404, 403, 404]),
        ("GET", "catalogue/dcat", "", [401, 200, 200, 200, 200]),
        ("GET", "harvests", "", [401, 403, 403, 403, 200]),
        ("PUT", "harvests/archive", """{"nameJa":""}""", [401, 403, 403, 403, 400]),
        ("POST", "harvests/archive/now", "", [401, 403, 403, 403, 404]),
        ("DELETE", "harvests/archive", "", [401, 403, 403, 403, 404]),
        ("GET", "sweeps", "", [401, 200, 200, 200, 200]),
        ("GET", "sweeps/nothing", "", [401, 404, 404, 404, 404]),
        ("POST", "sweeps/nothing/cancel", "", [401, 404, 404, 404, 404]),
        ("POST", "sweeps", Sweep, [401, 403, 404, 403, 404]),
        ("GET", "integration/searches", "", [401, 200, 200, 200, 200]),
        ("GET", "integration/searches/nothing", "", [401, 404, 404, 404, 404]),
        ("POST", "integration/searches/nothing/cancel", "", [401, 404, 404, 404, 404]),
        ("POST", "integration/searches", $$$"""{"merge":{{{Job}}},"over":{},"benchmark":{{{Job}}},"metric":"loss"}""", [401, 403, 404, 403, 404]),
        ("POST", "sweeps", NoSweep, [401, 403, 400, 403, 400]),
        ("POST", "search", """{"query":"words"}""", [401, 404, 404, 404, 404]),
        ("POST", "search", """{"query":"words","model":"model:lab/hidden"}""", [401, 404, 400, 400, 400]),
        ("POST", "search", """{"query":""}""", [401, 400, 400, 400, 400]),
        ("GET", "use-cases", "", [401, 200, 200, 200, 200]),
        ("POST", "use-cases", UseCase, [401, 403, 400, 403, 400]),
        ("GET", "use-cases/nothing", "", [401, 404, 404, 404, 404]),
        ("PUT", "use-cases/nothing", UseCase, [401, 404, 404, 404, 404]),
        ("GET", "publications", "", [401, 200, 200, 200, 200]),
        ("POST", "publications", Publication, [401, 400, 400, 403, 400]),
        ("POST", "publications/import", "\"\"", [401, 400, 400, 403, 400]),
        ("GET", "indicators?year=2026", "", [401, 200, 200, 200, 200]),
        ("GET", "indicators/modelUses/evidence", "", [401, 200, 200, 200, 200]),
        ("GET", "indicators/modelUses/evidence.csv", "", [401, 200, 200, 200, 200]),
        ("GET", "indicators/nothing/evidence", "", [401, 404, 404, 404, 404]),
        ("GET", "indicators?quarter=5", "", [401, 400, 400, 400, 400]),
        ("GET", "indicators?modality=smell", "", [401, 400, 400, 400, 400]),
        ("GET", "indicators/modelUses", "", [401, 200, 200, 200, 200]),
        ("GET", "indicators/nothing", "", [401, 404, 404, 404, 404]),
        ("POST", "indicators/definitions", "\"name: x\"", [401, 403, 403, 403, 400]),
        ("PUT", "indicators/modelUses/targets/2026", """{"value":-1}""", [401, 403, 403, 403, 400]),
        ("PUT", "indicators/nothing/targets/2026", """{"value":1}""", [401, 403, 403, 403, 404]),
        ("POST", "years/2199/freeze", "{}", [401, 403, 403, 403, 409]),
        ("GET", "years/2199", "", [401, 404, 404, 404, 404]),
        ("PUT", "sheets/interim/2028", """{"overview":"\u0007"}""", [401, 403, 403, 403, 400]),
        ("GET", "sheets/interim/2028.docx", "", [401, 403, 403, 403, 200]),
        ("GET", "sheets/weekly/2028.docx", "", [401, 403, 403, 403, 404]),
        ("GET", "sheets/interim/2028/evidence.zip", "", [401, 403, 403, 403, 200]),
        ("GET", "sheets/interim/template", "", [401, 403, 403, 403, 200]),
        ("PUT", "sheets/interim/template", "no document", [401, 403, 403, 403, 400]),
        ("DELETE", "sheets/interim/template", "", [401, 403, 403, 403, 404]),
        ("GET", "federation/sites", "", [401, 200, 200, 200, 200]),
        ("POST", "federation/sites", """{"id":"BAD NAME","institution":"lab"}""", [401, 403, 403, 403, 400]),
        ("POST", "federation/sites/nothing/revoke", "", [401, 404, 404, 404, 404]),
        ("GET", "federation/trainings", "", [401, 200, 200, 200, 200]),
        ("POST", "federation/trainings", """{"institution":"lab","recipe":"none","model":"","output":"","sites":{}}""", [401, 403, 400, 403, 400]),
        ("GET", "federation/trainings/nothing", "", [401, 404, 404, 404, 404]),
        ("POST", "federation/trainings/nothing/cancel", "", [401, 404, 404, 404, 404]),
        ("POST", "federation/join", """{"code":"none","publicKey":"","proof":""}""", [401, 401, 401, 401, 401]),
        ("POST", "federation/datasets", "{}", [401, 401, 401, 401, 401]),
        ("POST", "federation/lease", "{}", [401, 401, 401, 401, 401]),
        ("POST", "federation/tasks/nothing/heartbeat", "{}", [401, 401, 401, 401, 401]),
        ("POST", "federation/tasks/nothing/refuse", "{}", [401, 401, 401, 401, 401]),
        ("GET", "federation/tasks/nothing/files/model.safetensors", "", [401, 401, 401, 401, 401]),
        ("GET", "federation/tasks/nothing/pieces", "", [401, 401, 401, 401, 401]),
        ("PUT", "federation/tasks/nothing/pieces", "{}", [401, 401, 401, 401, 401]),
        ("POST", "federation/tasks/nothing/result", "{}", [401, 401, 401, 401, 401]),
        ("GET", "federation/receipts", "", [401, 401, 401, 401, 401]),
        ("POST", "federation/receipts", "{}", [401, 401, 401, 401, 401]),
        ("GET", "thread/verify", "", [401, 200, 200, 200, 200]),
        ("GET", "thread/events", "", [401, 403, 403, 403, 200]),
        ("GET", "thread/nodes?node=job:train-hidden", "", [401, 404, 200, 200, 200]),
        ("GET", "thread/nodes?node=model:lab/hidden", "", [401, 404, 200, 200, 200]),
        ("GET", "thread/nodes?node=model:lab/shown", "", [401, 200, 200, 200, 200]),
        ("GET", "thread/nodes?node=nonsense", "", [401, 400, 400, 400, 400]),
    ];

    public static TheoryData<string, string, string, string, int> Table()
    {
        string[] askers = ["anonymous", "outsider", "member", "member:read", "boss"];
        var table = new TheoryData<string, string, string, string, int>();
        foreach (var (method, path, body, expected) in Rows)
        {
            for (var i = 0; i < expected.Length; i++)
                table.Add(method, path, body, askers[i], expected[i]);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Route_askedByEachAsker_answersAsTheTableSays(string method, string path, string body, string who, int expected)
    {
        var token = who switch
        {
            "anonymous" => null,
            "member:read" => await models.Hub.TokenAsync("member", TokenScope.Read),
            _ => await models.Hub.TokenAsync(who),
        };
        using var client = models.Hub.Client(token);
        using var request = new HttpRequestMessage(new(method), new Uri($"/api/v1/{path}", UriKind.Relative));
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == expected, $"{method} {path} by {who}: {answer.StatusCode}");
        if (expected >= 400)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Job_says_its_state_in_a_word()
    {
        using var client = models.Hub.Client(await models.Hub.TokenAsync("member"));
        foreach (var path in (string[])["jobs", "jobs/train-hidden"])
        {
            var text = await client.GetStringAsync(new Uri($"/api/v1/{path}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Contains("\"state\":\"Succeeded\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_choice_of_the_programming_interface_is_written_as_a_word()
    {
        var kinds = typeof(Tsumugi.Client.Compute.JobView).Assembly.GetExportedTypes().SelectMany(type => type.GetProperties())
            .Select(property => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            .Where(type => type.IsEnum && type.Assembly == typeof(Tsumugi.Client.Compute.JobView).Assembly && type.Namespace != typeof(Tsumugi.Client.Jobs.JobOrder).Namespace).Distinct().ToList();
        Assert.NotEmpty(kinds);
        Assert.All(kinds, kind => Assert.StartsWith("\"", System.Text.Json.JsonSerializer.Serialize(Enum.GetValuesAsUnderlyingType(kind).GetValue(0) is { } first ? Enum.ToObject(kind, first) : null), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("outsider", false)]
    [InlineData("member", true)]
    public async Task Lineage_ofAPublicModel_namesItsPrivateParentToMembersOnly(string who, bool named)
    {
        using var client = models.Hub.Client(await models.Hub.TokenAsync(who));
        var revision = await models.Hub.UseDbAsync(async db =>
            (await Tsumugi.Datasets.Repositories.FindRepository.RevisionAsync(
                db, new() { PersonId = "boss", IsOperator = true }, Tsumugi.Institutions.Act.Read, NodeRef.Parse("model:lab/shown"), default)).Value.Node);
        var text = await client.GetStringAsync(new Uri($"/api/v1/thread/nodes?node={revision}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(named, text.Contains("lab/hidden", StringComparison.Ordinal));
        Assert.Equal(!named, text.Contains("private:model-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Publication_countsInTheFiscalYearOfItsDay_onceForEachTie()
    {
        await models.Hub.UseDbAsync(async db =>
        {
            foreach (var (doi, day, programme) in new[] { ("10.1000/a", "2031-03-31", true), ("10.1000/b", "2031-04-01", true), ("10.1000/c", "2031-04-01", false) })
            {
                var made = await new RegisterPublication(db).RunAsync(
                    new() { PersonId = "member" },
                    new() { Doi = doi, Title = "t", PublishedOn = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), MadeInProgramme = programme, MadeWith = programme ? [] : ["model:lab/shown"] },
                    new DateTime(2031, 5, 1, 0, 0, 0, DateTimeKind.Utc), default);
                Assert.False(made.Refused);
            }

            return true;
        });
        Assert.Equal((1, 0), await CountAsync(2030));
        Assert.Equal((1, 1), await CountAsync(2031));
    }

    [Theory]
    [InlineData("https://doi.org/10.1000/XYZ", "10.1000/xyz")]
    [InlineData("doi:10.12345/a(b)c", "10.12345/a(b)c")]
    [InlineData("10.1/x", null)]
    [InlineData("10.1000/", null)]
    [InlineData("11.1000/x", null)]
    public void Normalise_doi_isReadOrNot(string text, string? expected) => Assert.Equal(expected, RegisterPublication.Normalise(text));

    private Task<(long Programme, long WithModels)> CountAsync(int year) => models.Hub.UseDbAsync(async (HubDb db) =>
        (await db.IndicatorAsync("programmePublications", new(year)), await db.IndicatorAsync("modelPublications", new(year))));
}
