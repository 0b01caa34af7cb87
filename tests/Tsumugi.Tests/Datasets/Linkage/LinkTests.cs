using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Linkage.Sets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Linkage;

/// <summary>Link sets of datasets, loaded by the worker program itself, and conversions over them.</summary>
public sealed class LinkTests(WireLab lab) : IClassFixture<WireLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Converts_over_the_best_route_and_says_what_it_could_not()
    {
        var repository = await GenesAsync("a");
        var answer = await lab.ConvertAsync("pfam", ["GeneID:910001", "910002", "910003", "910009", "910004", "x!"], "ncbigene");
        Assert.Equal(["ncbigene", "uniprot", "pfam"], answer!["route"].Texts());
        Assert.Equal(["910001", "910001", "910002"], answer.Column(0));
        Assert.Equal(["PF91001", "PF91002", "PF91002"], answer.Column(-1));
        Assert.Equal(["910003", "910009", "910004"], answer["unmapped"].Texts());
        Assert.Equal(["GeneID:910001"], answer["ambiguous"].Texts());
        Assert.Equal("910009", (string?)answer["obsolete"]![0]!["id"]);
        Assert.Equal(["910001"], answer["obsolete"]![0]!["replacedBy"].Texts());
        Assert.Equal(["x!"], answer["unread"].Texts());
        Assert.Contains(answer["links"]!.AsArray(), link => ((string?)link!["node"])!.StartsWith(repository.Node.ToString(), StringComparison.Ordinal));

        // Backwards, through three steps, and by the address of an identifier.
        Assert.Equal(["910001", "910002"], (await lab.ConvertAsync("ncbigene", ["PF91002"])).Column(-1).Order());
        Assert.Equal(["PF91001", "PF91002"], (await lab.ConvertAsync("pfam", ["TPA91"], "hgnc_symbol")).Column(-1));
        Assert.Equal(["TPA91"], (await lab.ConvertAsync("hgnc_symbol", ["http://purl.uniprot.org/uniprot/Q91001"])).Column(-1));
    }

    [Fact]
    public async Task Counts_routes_before_converting()
    {
        await GenesAsync("b");
        var routes = await lab.DoneAsync("POST", "/api/v1/links/routes", new { ids = (string[])["920001", "920002", "920003"], from = "ncbigene", to = "pfam" });
        Assert.Equal((3, 2, 2), ((int)routes!["asked"]!, (int)routes["routes"]![0]!["sources"]!, (int)routes["routes"]![0]!["targets"]!));
        Assert.All(routes["routes"]!.AsArray(), route => Assert.Equal(route!["systems"].Texts().Distinct(), route["systems"].Texts()));
        Assert.All(routes["routes"]!.AsArray(), route => Assert.InRange(route!["systems"]!.AsArray().Count, 2, 4));
        using var none = await lab.SendAsync("POST", "/api/v1/links/routes", lab.Member, new { ids = (string[])["rs1"], to = "taxonomy" });
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_shifted_column_refuses_the_whole_file_with_its_row()
    {
        await GenesAsync("f");
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitAsync(repository, ("shifted.tsv", string.Concat(Enumerable.Range(0, 5000).Select(at => at == 4321 ? "x\t980000\tQ98000\n" : $"{980000 + at}\tQ{at:D5}\n"))));
        var set = Assert.Single(await lab.DeclareAsync(repository, Recipe("{ from: ncbigene, to: uniprot, meaning: encodesProtein, file: shifted.tsv }")))!;
        Assert.Equal("Refused", (string?)set["state"]);
        Assert.Contains("line 4322", (string?)set["fault"], StringComparison.Ordinal);
        Assert.Equal(["Q98001"], (await lab.ConvertAsync("uniprot", ["980001"], "ncbigene")).Column(-1));
    }

    [Fact]
    public async Task The_thread_says_which_revision_was_used()
    {
        var repository = await GenesAsync("c");
        await lab.ConvertAsync("uniprot", ["940001"], "ncbigene", ["ncbigene", "uniprot"]);
        await lab.ConvertAsync("uniprot", ["940001"], "ncbigene", ["ncbigene", "uniprot"]);
        var set = (await SetsAsync(repository)).First(set => set.To == "uniprot");
        var uses = await lab.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Kind == "links.used" && row.Ties.Contains(set.Revision) && row.Body.Contains("[\"ncbigene\",\"uniprot\"]")).ToListAsync(Stop));
        Assert.Equal("person:member", Assert.Single(uses).Actor);
        Assert.Contains($"[\"{uses[0].Subject}\",\"used\",\"{set.Node}\"]", uses[0].Ties, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conditions_and_visibility_of_the_dataset_hold()
    {
        var repository = await lab.BeginAsync("dataset", Visibility.Institution);
        await lab.CommitAsync(repository, ("l.tsv", "950001\tMI0950001\n"));
        await lab.DeclareAsync(repository, Recipe("{ from: ncbigene, to: mirbase, meaning: transcribedTo, file: l.tsv }"));
        Assert.Equal(["MI0950001"], (await lab.ConvertAsync("mirbase", ["950001"], "ncbigene")).Column(-1));
        var other = await lab.TokenAsync("other", repository);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(other)).StatusCode);

        // Seen by all of the hub, but kept for one disease: whoever names no purpose is refused with the rule.
        await lab.Hub.UseDbAsync(async db =>
        {
            var row = (await db.FindAsync<Repository>(repository.Kind, repository.InstitutionId, repository.Name))!;
            (row.Visibility, row.Conditions) = (Visibility.Hub, row.Conditions with { Permission = Permission.PopulationOrigins });
            return await db.SaveChangesAsync(Stop);
        });
        using var refused = await AskAsync(other);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(null)).StatusCode);

        Task<HttpResponseMessage> AskAsync(string? token) => lab.SendAsync("POST", "/api/v1/links/convert", token, new { ids = (string[])["950001"], from = "ncbigene", to = "mirbase" });
    }

    [Fact]
    public async Task A_store_that_is_damaged_or_gone_is_built_again()
    {
        var repository = await GenesAsync("d");
        var folder = lab.Hub.Services.GetService(typeof(HubOptions)) is HubOptions options ? options.Links : "";
        var stores = (await SetsAsync(repository)).ConvertAll(set => Path.Combine(folder, set.Id));
        var bytes = await File.ReadAllBytesAsync(stores[0], Stop);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(stores[0], bytes, Stop);
        stores.Skip(1).ToList().ForEach(File.Delete);
        var set = (await SetsAsync(repository)).First(set => set.To == "hgnc_symbol");
        while (true)
        {
            using var asked = await lab.SendAsync("POST", "/api/v1/links/convert", lab.Member, new { ids = (string[])["TPD91"], from = "hgnc_symbol", to = "pfam" });
            if (asked.StatusCode == HttpStatusCode.OK && JsonNode.Parse(await asked.Content.ReadAsStringAsync(Stop)).Column(-1) is [_, ..] found)
            {
                Assert.Equal(["PF97001", "PF97002"], found);
                return;
            }

            // 503 once it was noticed; while it is built no link or those of other datasets.
            Assert.Contains(asked.StatusCode, (HttpStatusCode[])[HttpStatusCode.ServiceUnavailable, HttpStatusCode.NotFound, HttpStatusCode.OK]);
            await Task.Delay(100, Stop);
        }
    }

    [Theory]
    [InlineData("sets: []", "sets")]
    [InlineData("sets: [{ from: nowhere, to: uniprot, meaning: same, file: a.tsv }]", "sets[1].from")]
    [InlineData("sets: [{ from: ncbigene, to: uniprot, meaning: nothing, file: a.tsv }]", "sets[1].meaning")]
    [InlineData("sets: [{ from: ncbigene, to: uniprot, meaning: same, file: a.doc }]", "sets[1].format")]
    [InlineData("sets: [{ from: ncbigene, to: uniprot, meaning: replacedBy, file: a.tsv }]", "sets[1].to")]
    public async Task Says_what_of_a_recipe_is_wrong(string sets, string field)
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitAsync(repository, ("a.tsv", $"1\t{field}\n"));
        using var refused = await lab.SendAsync("POST", $"/api/v1/datasets/{repository.Id}/link-sets", lab.Member, new { recipe = $"version: '1'\nsource: here\n{sets}" });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"\"{field}\"", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Togoids_calls_answer_as_its_clients_expect()
    {
        await GenesAsync("e");
        var target = await lab.DoneAsync("GET", "/togoid/convert?ids=960001,960002,960003&route=ncbigene,uniprot,pfam&report=target&format=json");
        Assert.Equal(["PF96001", "PF96002"], target!["results"].Texts());
        Assert.Equal(["960001", "960002", "960003"], target["ids"].Texts());
        var full = await lab.DoneAsync("GET", "/togoid/convert?ids=960002,960003&route=ncbigene,uniprot,pfam&report=full&total=true");
        Assert.Equal("""[["960002","Q96002","PF96002"],["960003",null,null]]""", full!["results"]!.ToJsonString());
        Assert.Equal(2, (int)full["total"]!);
        using var table = await lab.SendAsync("GET", "/togoid/convert?ids=960002&route=ncbigene,uniprot&report=pair&format=tsv", lab.Member);
        Assert.Equal("ncbigene\tuniprot\n960002\tQ96002\n", await table.Content.ReadAsStringAsync(Stop));
        using var form = await lab.SendAsync("POST", "/togoid/convert", lab.Member, new FormUrlEncodedContent([new("ids", "960002"), new("route", "ncbigene,uniprot"), new("include", "pair")]));
        Assert.Contains("[[\"960002\",\"Q96002\"]]", await form.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var count = await lab.DoneAsync("GET", "/togoid/count/ncbigene-uniprot?ids=960001,960002,960003");
        Assert.Equal((2, 2), ((int)count!["source"]!, (int)count["target"]!));
        Assert.Contains("""["ncbigene","uniprot","pfam"]""", (await lab.DoneAsync("GET", "/togoid/route?source=ncbigene&target=pfam"))!.ToJsonString(), StringComparison.Ordinal);
        var dataset = (await lab.DoneAsync("GET", "/togoid/config/dataset"))!["ncbigene"]!;
        Assert.Equal("Gene", (string?)dataset["category"]);
        Assert.Equal(dataset.ToJsonString(), (await lab.DoneAsync("GET", "/togoid/config/dataset/ncbigene"))!.ToJsonString());
        Assert.Equal("encodes the protein", (string?)(await lab.DoneAsync("GET", "/togoid/config/relation"))!["ncbigene-uniprot"]![0]!["forward"]);
        Assert.Equal("is encoded by the gene", (string?)(await lab.DoneAsync("GET", "/togoid/config/relation/ncbigene-uniprot"))![0]!["reverse"]);
        using var wrong = await lab.SendAsync("GET", "/togoid/convert?ids=1&route=ncbigene&report=some", lab.Member);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var anonymous = await lab.SendAsync("GET", "/togoid/config/dataset", null);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    /// <summary>Genes with identifiers of their own for one test: 9X0001, 9X0002 have proteins with domains; 9X0003 has none; 9X0009 was replaced.</summary>
    private async Task<Repository> GenesAsync(string mark)
    {
        var (repository, x) = (await lab.BeginAsync("dataset"), mark switch { "a" => 1, "b" => 2, "c" => 4, "e" => 6, "f" => 8, _ => 7 });
        await lab.CommitAsync(
            repository,
            ("protein.tsv", $"9{x}0001\tQ9{x}001\n9{x}0002\tQ9{x}002\n"),
            ("domain.tsv", $"acc\tnote\tpfam\nQ9{x}001\t-\tPF9{x}001\nQ9{x}001\t-\tPF9{x}002.3\nQ9{x}002\t-\tPF9{x}002\n"),
            ("symbol.nt", $"<http://identifiers.org/ncbigene/9{x}0001> <http://example.org/symbol> \"TP{mark.ToUpperInvariant()}91\" .\n"),
            ("history.tsv", $"9{x}0009\t9{x}0001\n"));
        var sets = await lab.DeclareAsync(repository, Recipe(
            "{ from: ncbigene, to: uniprot, meaning: encodesProtein, file: protein.tsv }",
            "{ from: uniprot, to: pfam, meaning: hasDomain, file: domain.tsv, header: true, fromColumn: acc, toColumn: pfam }",
            "{ from: ncbigene, to: hgnc_symbol, meaning: hasSymbol, file: symbol.nt, predicate: http://example.org/symbol }",
            "{ from: ncbigene, to: ncbigene, meaning: replacedBy, file: history.tsv }"));
        Assert.All(sets, set => Assert.True((string?)set!["state"] == "Ready", set.ToJsonString()));
        return repository;
    }

    private static string Recipe(params string[] sets) => $"version: '2026-11'\nsource: https://example.org/\nsets:\n{string.Concat(sets.Select(set => $"  - {set}\n"))}";

    private Task<List<LinkSet>> SetsAsync(Repository repository) => lab.Hub.UseDbAsync(db => db.Of<LinkSet>(repository).AsNoTracking().ToListAsync(Stop));
}
