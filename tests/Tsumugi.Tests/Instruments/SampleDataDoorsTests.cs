using System.Text;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Projects;

namespace Tsumugi.Tests.Instruments;

/// <summary>What the room Datasets does with samples and requests, asked by everybody.</summary>
public sealed class SampleDataDoorsTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    /// <summary>Method, address, body, then the status for: nobody, an outsider, a member, a member's read-only token, a steward, an operator.</summary>
    private static readonly (string Method, string Path, string Body, int[] Expected)[] Rows =
    [
        ("POST", "datasets/lab/open/samples", "{}", [401, 403, 400, 403, 400, 400]),
        ("POST", "datasets/lab/secret/samples", "{}", [401, 404, 400, 403, 400, 400]),
        ("POST", "samples/{sample}/withdrawal", """{"reason":""}""", [401, 404, 403, 403, 400, 400]),
        ("GET", "instruments/nothing/captures", "", [401, 404, 404, 404, 404, 404]),
        ("POST", "instruments/nothing/captures", "{}", [401, 404, 404, 404, 404, 404]),
        ("GET", "instruments/{instrument}/captures", "", [401, 200, 200, 200, 200, 200]),
        ("POST", "instruments/{instrument}/captures", "{}", [401, 403, 403, 403, 400, 400]),
        ("POST", "captures/{capture}/missing", "[]", [401, 404, 404, 403, 200, 200]),
        ("PUT", "captures/{capture}/contents/x", "abc", [401, 404, 404, 403, 422, 422]),
        ("POST", "captures/{capture}/contents/x", "{}", [401, 404, 404, 403, 422, 422]),
        ("POST", "captures/{capture}/revisions", "{}", [401, 404, 404, 403, 400, 400]),
        ("POST", "captures/{capture}/join", "{}", [401, 404, 404, 403, 400, 400]),
        ("GET", "requests", "", [401, 200, 200, 200, 200, 200]),
        ("POST", "requests", "{}", [401, 400, 400, 403, 400, 400]),
        ("GET", "requests/{request}", "", [401, 200, 200, 200, 200, 200]),
        ("GET", "requests/nothing", "", [401, 404, 404, 404, 404, 404]),
        ("POST", "requests/{request}/close", "", [401, 403, 200, 403, 403, 403]),
        ("POST", "requests/{request}/plans", """{"institution":"lab"}""", [401, 403, 400, 403, 400, 400]),
        ("POST", "requests/{request}/plans/nothing/accept", "", [401, 403, 404, 403, 403, 403]),
        ("POST", "requests/{request}/plans/nothing/withdraw", "", [401, 404, 404, 404, 404, 404]),
        ("POST", "requests/{request}/plans/{plan}/withdraw", "", [401, 403, 200, 403, 200, 200]),
        ("POST", "requests/{request}/plans/{plan}/bookings", "{}", [401, 403, 409, 403, 409, 409]),
        ("POST", "requests/{request}/plans/{plan}/answer", "{}", [401, 403, 409, 403, 409, 409]),
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
        using var client = lab.Lab.Hub.Client(who == "anonymous" ? null : await lab.Lab.Hub.TokenAsync(who.Split('/')[0], scope));
        using var request = new HttpRequestMessage(new(method), new Uri("/api/v1/" + await FillAsync(path), UriKind.Relative));
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, ProjectLab.Stop);
        var text = await answer.Content.ReadAsStringAsync(ProjectLab.Stop);
        Assert.True((int)answer.StatusCode == expected, $"{method} {path} by {who}: {answer.StatusCode} {text}");
        if (expected >= 400)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task<string> FillAsync(string path)
    {
        var member = await lab.AsAsync("member");
        if (path.Contains("{sample}", StringComparison.Ordinal))
        {
            var sample = await member.RegisterSampleAsync(new() { Institution = "lab", Title = "Blood", Material = "blood", Organism = "NCBITaxon:9606", Licence = "CC-BY-4.0", Permission = "GRU" }, ProjectLab.Stop);
            return path.Replace("{sample}", sample.Id, StringComparison.Ordinal);
        }

        if (path.Contains("{instrument}", StringComparison.Ordinal) || path.Contains("{capture}", StringComparison.Ordinal))
        {
            var steward = await lab.AsAsync("steward");
            var instrument = (await steward.RegisterInstrumentAsync(InstrumentLab.Plain with { Id = $"m{Guid.NewGuid():n}"[..12], Staff = ["steward"] }, ProjectLab.Stop)).Id;
            var capture = await steward.AnnounceCaptureAsync(instrument, new() { Name = "run", Fingerprint = new('a', 64), StartedAt = DateTime.UtcNow }, ProjectLab.Stop);
            return path.Replace("{instrument}", instrument, StringComparison.Ordinal).Replace("{capture}", capture.Id, StringComparison.Ordinal);
        }

        if (!path.Contains("{request}", StringComparison.Ordinal))
            return path;
        var project = (await lab.BeginAsync($"ask-{Guid.NewGuid():n}")).Id;
        var request = await member.AskForDataAsync(new() { Project = project, Title = "Cells", Wanted = "Many" }, ProjectLab.Stop);
        if (path.Contains("{plan}", StringComparison.Ordinal))
            path = path.Replace("{plan}", (await member.OfferPlanAsync(request.Id, new("lab", "Soon"), ProjectLab.Stop)).Plans[0].Id, StringComparison.Ordinal);
        return path.Replace("{request}", request.Id, StringComparison.Ordinal);
    }
}
