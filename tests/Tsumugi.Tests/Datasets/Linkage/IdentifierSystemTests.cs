using System.Net;
using System.Text.Json.Nodes;
using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Linkage;

public sealed class IdentifierSystemTests(WireLab lab) : IClassFixture<WireLab>
{
    private const string Own = """
        - name: our_strain
          label: { ja: 研究所の菌株, en: Strains of the institute }
          category: organism
          pattern: ^(?<id>TSU-\d{4})$
          examples: [TSU-0001]
        """;

    [Theory]
    [InlineData("ensembl_gene", "ENSG00000141510.11", "ENSG00000141510")]
    [InlineData("uniprot", "http://purl.uniprot.org/uniprot/P04637", "P04637")]
    [InlineData("uniprot", "P04637-2", "P04637")]
    [InlineData("go", "GO_0006915", "0006915")]
    [InlineData("go", "GO:6915", null)]
    [InlineData("refseq_rna", "NM_000546.6", "NM_000546")]
    [InlineData("refseq_rna", "NP_000537.3", null)]
    [InlineData("kegg_pathway", "hsa04115", "04115")]
    [InlineData("clinvar", "VCV000012347", "12347")]
    [InlineData("nando", "NANDO:1200461", "1200461")]
    public void Reads_identifiers_however_they_are_written(string system, string written, string? id) =>
        Assert.Equal(id, IdentifierSystems.Shipped.Single(known => known.Name == system).Read(written));

    [Theory]
    [InlineData("ensembl_protein", "ENSP00000269305")]
    [InlineData("uniprot", "P04637", "P38398", "A0A024R161")]
    [InlineData("dbsnp", "rs1042522")]
    [InlineData("mondo", "MONDO:0018875", "MONDO_0005148")]
    [InlineData("pfam", "PF00870")]
    [InlineData("hgnc_symbol", "TP53", "BRCA1", "HLA-DRB1")]
    public async Task Recognises_the_system(string system, params string[] identifiers)
    {
        var found = await lab.DoneAsync("POST", "/api/v1/identifier-systems/recognise", new { ids = identifiers });
        Assert.Equal((system, identifiers.Length), ((string?)found![0]!["name"], (int)found[0]!["count"]!));
    }

    [Theory]
    [InlineData("遺伝子記号", "hgnc_symbol")]
    [InlineData("難病", "nando")]
    [InlineData("intractable", "nando")]
    [InlineData("ensembl transcript", "ensembl_transcript")]
    public async Task Is_found_by_label_in_both_languages(string words, string system)
    {
        var found = await lab.DoneAsync("GET", $"/api/v1/identifier-systems?search={Uri.EscapeDataString(words)}");
        Assert.Equal([system], found!.AsArray().Select(one => (string?)one!["name"]));
    }

    [Fact]
    public async Task Operators_add_their_own()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await DefineAsync(Own, lab.Member)).StatusCode);
        using var made = await DefineAsync(Own, await lab.Hub.TokenAsync("boss"));
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var found = await lab.DoneAsync("POST", "/api/v1/identifier-systems/recognise", new { ids = (string[])["TSU-0042"] });
        Assert.Equal("our_strain", (string?)found![0]!["name"]);
    }

    [Theory]
    [InlineData(@"^(?<id>\d+)$", @"^(?<id>(a+)+\1)$", "[1].pattern")]
    [InlineData("examples: [TSU-0001]", "examples: [nothing]", "[1].examples")]
    [InlineData("name: our_strain", "name: Our strain", "[1].name")]
    [InlineData("ja: 研究所の菌株, ", "", "[1].label")]
    public async Task Says_what_of_a_definition_is_wrong(string part, string other, string field)
    {
        var text = Own.Replace(part, other, StringComparison.Ordinal).Replace(@"^(?<id>TSU-\d{4})$", part.StartsWith('^') ? other : @"^(?<id>TSU-\d{4})$", StringComparison.Ordinal);
        using var refused = await DefineAsync(text, await lab.Hub.TokenAsync("boss"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"\"{field}\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_shipped_example_is_written_as_its_system_writes_it()
    {
        foreach (var system in IdentifierSystems.Shipped)
        {
            Assert.All(system.Examples, example => Assert.True(system.Recognises(example) && system.Read(example) is { } id && system.Read(system.Write(id)) == id, $"{system.Name} {example}"));
            Assert.False(string.IsNullOrWhiteSpace(system.Label.Ja), system.Name);
        }
    }

    private Task<HttpResponseMessage> DefineAsync(string text, string token) => lab.SendAsync("POST", "/api/v1/identifier-systems", token, WireLab.Bytes(System.Text.Encoding.UTF8.GetBytes(text), "application/yaml"));
}
