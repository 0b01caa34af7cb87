using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Harvest;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Harvest;

/// <summary>Records of catalogues elsewhere: taken in, kept true, taken away, and hostile ones got rid of.</summary>
public sealed class HarvestTests(HarvestTests.Labs labs) : IClassFixture<HarvestTests.Labs>
{
    private static int _number;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Real party on both sides: one hub reads the other's DCAT.</summary>
    [Fact]
    public async Task Datasets_of_another_hub_are_found_changed_and_gone_as_they_are_there()
    {
        var shown = await labs.There.BeginAsync("dataset");
        await labs.There.CommitAsync(shown, ("README.md", "---\ntags: [Mus musculus]\nlicense: cc-by-4.0\n---\nquokkaline cells"));
        var hidden = await labs.There.BeginAsync("dataset", Visibility.Institution);
        await labs.There.CommitAsync(hidden, ("README.md", "quokkaline secrets"));
        var outsider = await labs.There.Hub.TokenAsync("outsider");
        var id = await SaveAsync(new("よそのハブ", "The other hub", new Uri(labs.There.Hub.Address, "api/v1/catalogue/dcat").AbsoluteUri, "LinkedData", Secret: outsider));
        await HarvestedAsync(id);
        using var member = new HubClient(labs.Here.Hub.Address, labs.Here.Member);
        var item = Assert.Single((await member.CatalogueAsync("quokkaline", [("access", "elsewhere")], 1, Stop)).Items);
        Assert.Equal(("afterStep", "record"), (item.Use!.Ruling, NodeRef.Parse(item.Node).Kind));
        Assert.Contains(new CatalogueFacetValue("organism", "NCBITaxon:10090"), item.Facets);
        Assert.Contains("CC-BY-4.0", item.Use.Why, StringComparison.OrdinalIgnoreCase);
        var page = await labs.Here.Hub.Client(labs.Here.Member).GetStringAsync(item.Page, Stop);
        Assert.Matches("<dd>[0-9]{4}-[0-9]{2}-[0-9]{2}</dd>", page);
        Assert.Contains($"{labs.There.Hub.Address}datasets/{shown.Id}", page, StringComparison.Ordinal);

        await labs.There.CommitAsync(shown, ("README.md", "wombatline cells"));
        await AgainAsync(id);
        Assert.Equal((0, 1), ((await member.CatalogueAsync("quokkaline", [], 1, Stop)).Total, (await member.CatalogueAsync("wombatline", [], 1, Stop)).Total));
        await labs.There.Hub.UseDbAsync(db => db.Set<Repository>().Where(row => row.Kind == "dataset" && row.Name == shown.Name).ExecuteUpdateAsync(set => set.SetProperty(row => row.Visibility, Visibility.Institution), Stop));
        await AgainAsync(id);
        Assert.Equal(0, (await member.CatalogueAsync("wombatline", [], 1, Stop)).Total);
        Assert.Equal(["record.harvested", "record.changed", "record.gone"], await KindsAsync(item.Node));
        Assert.DoesNotContain(outsider, await labs.Here.Hub.StoredTextAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OAI_PMH_goes_on_where_it_stopped_and_then_asks_for_what_changed()
    {
        var down = true;
        await using var server = await CatalogueServer.StartAsync(request => request.Query["verb"] == "Identify" ? CatalogueServer.Identify("persistent")
            : request.Query["resumptionToken"] == "2" ? down ? Results.StatusCode(503) : CatalogueServer.Oai(null, ("oai:3", "numbatic three"))
            : request.Query.ContainsKey("from") ? CatalogueServer.Oai(null, ("oai:1", null), ("oai:2", "numbatic two, mended"))
            : CatalogueServer.Oai("2", ("oai:1", "numbatic one"), ("oai:2", "numbatic two")));
        var id = await SaveAsync(new("書庫", "Archive", new Uri(server.Address, "oai").AbsoluteUri, "OaiPmh", Set: "cells"));
        await Until.HoldsAsync("the second page is refused", async () => (await SourceAsync(id)) is { Faults: > 0 });
        var stopped = await SourceAsync(id);
        Assert.Equal(("2", 1), (stopped.Cursor, stopped.Pages));
        Assert.Contains("HTTP 503", stopped.FaultEn, StringComparison.Ordinal);
        using var member = new HubClient(labs.Here.Hub.Address, labs.Here.Member);
        Assert.Equal(2, (await member.CatalogueAsync("numbatic", [], 1, Stop)).Total);

        down = false;
        await NowAsync(id);
        await HarvestedAsync(id);
        Assert.Equal(3, (await member.CatalogueAsync("numbatic", [], 1, Stop)).Total);
        Assert.Equal(1, server.Asked.Count(asked => asked.Path == "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=cells"));

        await AgainAsync(id);
        Assert.Contains(server.Asked, asked => asked.Path.EndsWith("&from=2026-11-30T01%3A02%3A03Z", StringComparison.Ordinal));
        Assert.Equal(["numbatic three", "numbatic two, mended"], (await member.CatalogueAsync("numbatic", [], 1, Stop)).Items.Select(item => item.TitleEn).Order());
    }

    [Fact]
    public async Task Ended_harvest_is_found_no_more_and_an_empty_answer_takes_nothing_away()
    {
        var records = new[] { ("oai:1", (string?)"bilbyish one") };
        await using var server = await CatalogueServer.StartAsync(request => request.Query["verb"] == "Identify" ? CatalogueServer.Identify("no") : CatalogueServer.Oai(null, records));
        var id = await SaveAsync(new("書庫", "Archive", server.Address.AbsoluteUri, "OaiPmh"));
        await HarvestedAsync(id);
        records = [];
        await NowAsync(id);
        await Until.HoldsAsync("the empty answer is refused", async () => (await SourceAsync(id)).FaultEn?.Contains("nothing any more", StringComparison.Ordinal) == true);
        using var member = new HubClient(labs.Here.Hub.Address, labs.Here.Member);
        Assert.Equal(1, (await member.CatalogueAsync("bilbyish", [], 1, Stop)).Total);
        using var boss = labs.Here.Hub.Client(await labs.Here.Hub.TokenAsync("boss"));
        (await boss.DeleteAsync(new Uri($"/api/v1/harvests/{id}", UriKind.Relative), Stop)).EnsureSuccessStatusCode();
        Assert.Equal(0, (await member.CatalogueAsync("bilbyish", [], 1, Stop)).Total);
        var view = Assert.Single((await boss.GetFromJsonAsync<List<HarvestView>>("/api/v1/harvests", Stop))!, view => view.Id == id);
        Assert.Equal((0, true), (view.Records, view.EndedAt is not null));
    }

    /// <summary>What a hostile or broken catalogue does, and the beginning of what the operator reads.</summary>
    [Theory]
    [InlineData("endless", "OaiPmh", "Its pages do not end")]
    [InlineData("same", "OaiPmh", "Its pages do not end")]
    [InlineData("large", "LinkedData", "larger than 64 MiB")]
    [InlineData("elsewhere", "LinkedData", "lies on another server")]
    [InlineData("round", "LinkedData", "redirects more than")]
    [InlineData("plain", "LinkedData", "cannot be read as JSON-LD")]
    [InlineData("context", "LinkedData", "is not known here")]
    [InlineData("nothing", "LinkedData", "speaks of no dcat:Dataset")]
    [InlineData("closed", "DataCite", "it wants a token")]
    public async Task Hostile_catalogue_is_given_up_with_a_reason(string does, string form, string says)
    {
        var page = 0;
        await using var server = await CatalogueServer.StartAsync(request => does switch
        {
            _ when request.Query["verb"] == "Identify" => CatalogueServer.Identify("no"),
            "endless" => CatalogueServer.Oai($"{++page}", ("oai:1", "again")),
            "same" => CatalogueServer.Oai("1", ($"oai:{++page}", "another")),
            "large" => Results.Stream(async body =>
            {
                for (var i = 0; i < 70 && !request.HttpContext.RequestAborted.IsCancellationRequested; i++)
                    await body.WriteAsync(new byte[1 << 20], request.HttpContext.RequestAborted);
            }),
            "elsewhere" => Results.Json(new Dictionary<string, object> { ["@type"] = "http://www.w3.org/ns/dcat#Catalog", ["http://www.w3.org/ns/hydra/core#next"] = new Dictionary<string, string> { ["@id"] = "http://169.254.169.254/latest" } }),
            "round" => Results.Redirect($"/{++page}"),
            "context" => Results.Json(new Dictionary<string, object> { ["@context"] = "https://x.example/c" }),
            "nothing" => Results.Json(new Dictionary<string, object> { ["@id"] = "http://x/" }),
            "closed" => Results.Unauthorized(),
            _ => Results.Text("hello"),
        });
        var id = await SaveAsync(new("敵", "Foe", server.Address.AbsoluteUri, form));
        await Until.HoldsAsync($"'{says}'", async () => (await SourceAsync(id)).FaultEn?.Contains(says, StringComparison.Ordinal) == true);
        Assert.DoesNotContain(server.Asked, asked => asked.Path.Contains("latest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_goes_to_the_catalogue_alone_and_addresses_of_the_own_network_are_not_read()
    {
        await using var thief = await CatalogueServer.StartAsync(_ => Results.Text("[]"));
        await using var server = await CatalogueServer.StartAsync(_ => Results.Redirect(thief.Address.AbsoluteUri));
        var id = await SaveAsync(new("転送", "Redirect", server.Address.AbsoluteUri, "LinkedData", Secret: "a-secret-token"));
        await Until.HoldsAsync("the redirect was followed", async () => (await SourceAsync(id)).Faults > 0);
        Assert.Equal("Bearer a-secret-token", server.Asked.First().Token);
        Assert.Null(thief.Asked.First().Token);

        var inner = await SaveAsync(labs.There.Hub, new("内", "Inner", server.Address.AbsoluteUri, "LinkedData"));
        await Until.HoldsAsync("it is refused", async () => (await SourceAsync(labs.There.Hub, inner)).FaultEn?.Contains("own network", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Form_says_all_that_is_wrong_at_once()
    {
        using var boss = labs.Here.Hub.Client(await labs.Here.Hub.TokenAsync("boss"));
        using var answer = await boss.PutAsJsonAsync("/api/v1/harvests/A", new HarvestRequest("", null, "ftp://x", "Gopher", EveryHours: 0, Secret: "a\nb"), Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        foreach (var field in (string[])["\"id\"", "nameJa", "nameEn", "url", "form", "everyHours", "secret"])
            Assert.Contains(field, text, StringComparison.Ordinal);
    }

    private Task<string> SaveAsync(HarvestRequest request) => SaveAsync(labs.Here.Hub, request);

    private static async Task<string> SaveAsync(TestHub hub, HarvestRequest request)
    {
        var id = $"source-{Interlocked.Increment(ref _number)}";
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var answer = await boss.PutAsJsonAsync($"/api/v1/harvests/{id}", request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return id;
    }

    private async Task NowAsync(string id)
    {
        using var boss = labs.Here.Hub.Client(await labs.Here.Hub.TokenAsync("boss"));
        (await boss.PostAsync(new Uri($"/api/v1/harvests/{id}/now", UriKind.Relative), null, Stop)).EnsureSuccessStatusCode();
    }

    private async Task AgainAsync(string id)
    {
        var before = (await SourceAsync(id)).HarvestedAt;
        await NowAsync(id);
        await Until.HoldsAsync("it was harvested again", async () => (await SourceAsync(id)).HarvestedAt > before);
    }

    private Task HarvestedAsync(string id) => Until.HoldsAsync("it was harvested", async () => await SourceAsync(id) is { HarvestedAt: not null, Running: false });

    private Task<HarvestSource> SourceAsync(string id) => SourceAsync(labs.Here.Hub, id);

    private static Task<HarvestSource> SourceAsync(TestHub hub, string id) => hub.UseDbAsync(db => db.Set<HarvestSource>().AsNoTracking().FirstAsync(row => row.Id == id, Stop));

    private Task<List<string>> KindsAsync(string node) => labs.Here.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == node).OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(Stop));

    /// <summary>Two hubs that know nothing of each other.</summary>
    public sealed class Labs : IAsyncLifetime
    {
        public WireLab Here { get; } = new() { Lab = new() { Settings = options => options with { HarvestInside = true, HarvestPause = TimeSpan.FromMilliseconds(1) } } };

        public WireLab There { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Here.InitializeAsync();
            await There.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Here.DisposeAsync();
            await There.DisposeAsync();
        }
    }
}
