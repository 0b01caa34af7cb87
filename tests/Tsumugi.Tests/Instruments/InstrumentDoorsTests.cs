using System.Text;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Tests.Instruments;

/// <summary>Every route of the room, asked by everybody.</summary>
public sealed class InstrumentDoorsTests(InstrumentLab lab) : IClassFixture<InstrumentLab>
{
    private const string Empty = """{"nameJa":""}""";

    /// <summary>Method, address, body, then the status for: nobody, an outsider, a member, staff, staff's read-only token, a steward, an operator.</summary>
    private static readonly (string Method, string Path, string Body, int[] Expected)[] Rows =
    [
        ("GET", "techniques", "", [200, 200, 200, 200, 200, 200, 200]),
        ("GET", "instruments", "", [401, 200, 200, 200, 200, 200, 200]),
        ("POST", "instruments", """{"id":"x","institution":"lab"}""", [401, 403, 403, 403, 403, 400, 400]),
        ("POST", "instruments", """{"id":"x","institution":"nowhere"}""", [401, 403, 403, 403, 403, 403, 404]),
        ("GET", "instruments/{instrument}", "", [401, 200, 200, 200, 200, 200, 200]),
        ("GET", "instruments/nothing", "", [401, 404, 404, 404, 404, 404, 404]),
        ("PUT", "instruments/{instrument}", Empty, [401, 403, 403, 400, 403, 400, 400]),
        ("POST", "instruments/{instrument}/retire", "", [401, 403, 403, 200, 403, 200, 200]),
        ("GET", "instruments/{instrument}/pidinst", "", [401, 200, 200, 200, 200, 200, 200]),
        ("POST", "instruments/{instrument}/downtimes", "{}", [401, 403, 403, 400, 403, 400, 400]),
        ("POST", "instruments/{instrument}/downtimes/nothing/end", "", [401, 403, 403, 404, 403, 404, 404]),
        ("GET", "instruments/{instrument}/bookings", "", [401, 200, 200, 200, 200, 200, 200]),
        ("GET", "instruments/{instrument}/bookings?days=1000", "", [401, 400, 400, 400, 400, 400, 400]),
        ("POST", "instruments/{instrument}/bookings", "{}", [401, 400, 400, 400, 403, 400, 400]),
        ("POST", "instruments/{instrument}/walk-up", "{}", [401, 400, 400, 400, 403, 400, 400]),
        ("GET", "instruments/{instrument}/calendar.ics", "", [401, 200, 200, 200, 200, 200, 200]),
        ("GET", "bookings", "", [401, 200, 200, 200, 200, 200, 200]),
        ("POST", "bookings/feed", "", [401, 201, 201, 201, 403, 201, 201]),
        ("GET", "bookings/{booking}", "", [401, 200, 200, 200, 200, 200, 200]),
        ("GET", "bookings/nothing", "", [401, 404, 404, 404, 404, 404, 404]),
        ("POST", "bookings/{booking}/cancel", "{}", [401, 403, 200, 400, 403, 400, 400]),
        ("POST", "bookings/{booking}/approve", "", [401, 403, 403, 409, 403, 409, 409]),
        ("POST", "bookings/{booking}/refuse", "{}", [401, 403, 403, 400, 403, 400, 400]),
        ("POST", "bookings/{booking}/start", "", [401, 403, 409, 409, 403, 409, 409]),
        ("POST", "bookings/{booking}/end", "", [401, 403, 409, 409, 403, 409, 409]),
        ("GET", "calendars/nothing", "", [404, 404, 404, 404, 404, 404, 404]),
        ("GET", "samples", "", [401, 200, 200, 200, 200, 200, 200]),
        ("POST", "samples", """{"institution":"lab"}""", [401, 403, 400, 400, 403, 400, 400]),
        ("GET", "samples/{sample}", "", [401, 404, 200, 200, 200, 200, 200]),
        ("POST", "samples/{sample}/parents", """{"parent":"lab/nothing"}""", [401, 404, 404, 404, 403, 404, 404]),
    ];

    public static TheoryData<string, string, string, string, int> Table()
    {
        string[] askers = ["anonymous", "outsider", "member", "staff", "staff/read", "steward", "boss"];
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
        using var client = lab.Hub.Client(who == "anonymous" ? null : await lab.Hub.TokenAsync(who.Split('/')[0], scope));
        if (path.Contains("{booking}", StringComparison.Ordinal))
            path = path.Replace("{booking}", await BookAsync(), StringComparison.Ordinal);
        if (path.Contains("{sample}", StringComparison.Ordinal))
            path = path.Replace("{sample}", await SampleAsync(), StringComparison.Ordinal);
        if (path.Contains("{instrument}", StringComparison.Ordinal))
            path = path.Replace("{instrument}", await lab.RegisterAsync($"door-{Guid.NewGuid():n}"), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new(method), new Uri("/api/v1/" + path, UriKind.Relative));
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == expected, $"{method} {path} by {who}: {answer.StatusCode} {text}");
        if (expected >= 400)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    /// <returns>A member's booking in a week.</returns>
    private async Task<string> BookAsync()
    {
        await lab.ProjectAsync("member");
        var day = DateTime.UtcNow.AddDays(7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var instrument = await lab.RegisterAsync($"door-{Guid.NewGuid():n}");
        return (await (await lab.AsAsync("member")).BookInstrumentAsync(instrument, new() { Project = "member-work", From = $"{day} 09:00", Until = $"{day} 10:00" }, InstrumentLab.Stop))[0].Id;
    }

    private async Task<string> SampleAsync() => (await (await lab.AsAsync("member")).RegisterSampleAsync(
        new() { Institution = "lab", Title = "Blood", Material = "blood", Organism = "NCBITaxon:9606", Licence = "CC-BY-4.0", Permission = "GRU" }, InstrumentLab.Stop)).Id;
}
