using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Dois;
using Tsumugi.Datasets.Dois.Agencies;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Tests.Datasets.Dois;

/// <summary>What every agency must do alike, each against a server that takes only what its published rules let in.</summary>
public sealed class AgencyCompliance : IAsyncLifetime
{
    private static readonly DoiRecord Published = new()
    {
        Doi = "10.5072/abcd1234",
        Landing = new("https://hub.example.org/doi/10.5072/abcd1234"),
        State = DoiState.Findable,
        Facts = new()
        {
            Kind = RepositoryKinds.Model,
            Id = "lab/encoder",
            Page = new("https://hub.example.org/models/lab/encoder"),
            Title = new("符号器 <1>", "Encoder <1> & more"),
            Description = "What it is.\u0001",
            Creators = [new("hanako", "佐藤 花子", new("https://hub.example.org/people/hanako")), new("taro", "Taro Sato", new("https://hub.example.org/people/taro"))],
            Publisher = new("lab", new("研究所", "The Lab"), "012345678", new("https://hub.example.org/institutions/lab")),
            Conditions = new() { Permission = Permission.GeneralResearch, Licences = ["CC-BY-4.0"] },
            Number = 3,
            Hash = new string('a', 64),
            CreatedAt = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            PublishedAt = new(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc),
            Files = [new("model.safetensors", new("https://hub.example.org/f/model.safetensors"), 12, new string('b', 64))],
            FileCount = 1,
            Size = 12,
            Doi = "10.5072/abcd1234",
            Related = [new("10.5072/whole123", "IsVersionOf")],
            Sources = [new("dataset:lab/raw@cc", RepositoryKinds.Dataset, new("元", "Raw"), new("https://hub.example.org/datasets/lab/raw"), "10.5072/raw")],
        },
    };

    private static readonly DoiRecord Withdrawn = Published with { State = DoiState.Registered, Withdrawal = new("hanako", "佐藤 花子", new(2026, 5, 6, 0, 0, 0, DateTimeKind.Utc), "Samples were mixed up", Deleted: true) };

    private readonly AgencyHttp _http = new();
    private AgencyServer _server = null!;

    public static TheoryData<string> Agencies => [.. DoiAgencies.Names];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await AgencyServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Agencies))]
    public async Task Published_record_is_taken_as_often_as_it_is_sent_and_known_once(string name)
    {
        for (var i = 0; i < 2; i++)
            Assert.Equal(new AgencyAnswer(Verdict.Accepted), await SendAsync(Make(name), Published));
        var known = Assert.Single(_server.Known);
        Assert.Equal((Published.Doi, "findable", Published.Landing.AbsoluteUri, Published.Facts.Title.En), (known.Key, known.Value.State, known.Value.Url, known.Value.Title));
        Assert.Single(_server.Bodies.Distinct());
    }

    [Theory]
    [MemberData(nameof(Agencies))]
    public void Record_that_was_kept_is_written_as_the_one_that_was_made(string name)
    {
        foreach (var record in (DoiRecord[])[Published, Withdrawn, Published with { State = DoiState.Draft }])
        {
            var kept = JsonSerializer.Deserialize<DoiRecord>(JsonSerializer.Serialize(record, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;
            Assert.Equal(Make(name).Write(record), Make(name).Write(kept));
        }
    }

    [Theory]
    [InlineData("datacite", "registered")]
    [InlineData("jalc", "findable")]
    public async Task Withdrawn_record_says_so_and_keeps_its_address(string name, string state)
    {
        await SendAsync(Make(name), Published);
        Assert.Equal(Verdict.Accepted, (await SendAsync(Make(name), Withdrawn)).Verdict);
        Assert.Equal((state, Published.Landing.AbsoluteUri), (_server.Known[Published.Doi].State, _server.Known[Published.Doi].Url));
        Assert.Contains("Withdrawn", _server.Known[Published.Doi].Body, StringComparison.Ordinal);
        Assert.Contains("2026-05-06", _server.Known[Published.Doi].Body, StringComparison.Ordinal);
        Assert.Equal(Verdict.Accepted, (await SendAsync(Make(name), Published)).Verdict);
        Assert.Equal("findable", _server.Known[Published.Doi].State);
    }

    [Theory]
    [MemberData(nameof(Agencies))]
    public async Task Draft_tells_nothing_of_what_it_is_for(string name)
    {
        var draft = Make(name).Write(Published with { State = DoiState.Draft });
        Assert.DoesNotContain("Encoder", draft ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("花子", draft ?? "", StringComparison.Ordinal);
        if (draft is not null)
            Assert.Equal(Verdict.Accepted, (await Make(name).SendAsync(Published.Doi, draft, Stop)).Verdict);
        Assert.DoesNotContain(_server.Known.Values, known => known.State != "draft");
    }

    [Theory]
    [MemberData(nameof(Agencies))]
    public async Task Record_that_the_rules_forbid_is_refused_with_the_field(string name)
    {
        var answer = await SendAsync(Make(name), Published with { Facts = Published.Facts with { Creators = [] } });
        Assert.Equal(Verdict.Refused, answer.Verdict);
        Assert.Contains("creator", answer.Text, StringComparison.Ordinal);
        Assert.Empty(_server.Known);
    }

    [Theory]
    [MemberData(nameof(Agencies))]
    public async Task Account_that_is_not_let_in_is_tried_again_and_its_password_is_not_repeated(string name)
    {
        var answer = await SendAsync(Make(name, options => options with { Password = "not-the-word" }), Published);
        Assert.Equal(Verdict.TryAgain, answer.Verdict);
        Assert.DoesNotContain("not-the-word", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("LAB.REPOSITORY:not-the-word"u8), answer.Text, StringComparison.Ordinal);
        Assert.Empty(_server.Known);
    }

    [Theory]
    [MemberData(nameof(Agencies))]
    public async Task Busy_or_absent_agency_is_tried_again_when_it_asks_to_be(string name)
    {
        _server.Instead = http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = ((int)HttpStatusCode.ServiceUnavailable, "120");
            return http.Response.WriteAsync("later", Stop);
        };
        Assert.Equal(new AgencyAnswer(Verdict.TryAgain, "HTTP 503 later", TimeSpan.FromSeconds(120)), await SendAsync(Make(name), Published));
        _server.Instead = http =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(Verdict.TryAgain, (await SendAsync(Make(name), Published)).Verdict);
        _server.Instead = http => http.Response.WriteAsync(new string('x', 2 << 20), Stop);
        Assert.Equal(Verdict.TryAgain, (await SendAsync(Make(name), Published)).Verdict);
        _server.Instead = http =>
        {
            http.Response.Redirect("https://elsewhere.example.org/");
            return Task.CompletedTask;
        };
        Assert.Equal(Verdict.TryAgain, (await SendAsync(Make(name), Published)).Verdict);
    }

    [Fact]
    public void Agency_that_is_unknown_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<StateFolderException>(() => DoiAgencies.Make(Options("crossref"), _http));
        Assert.Contains("datacite, jalc", error.Message, StringComparison.Ordinal);
    }

    private static Task<AgencyAnswer> SendAsync(IDoiAgency agency, DoiRecord record) => agency.SendAsync(record.Doi, agency.Write(record)!, Stop);

    private IDoiAgency Make(string name, Func<DoiOptions, DoiOptions>? change = null) => DoiAgencies.Make((change ?? (same => same))(Options(name)), _http);

    private DoiOptions Options(string name) => _server.Options(name);
}
