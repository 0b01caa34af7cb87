using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Linkage;

/// <summary>Databases of SQLite as link sets: a small one, hostile questions, and Bioconductor's annotation of the human genome.</summary>
public sealed class SqliteLinkTests(WireLab lab) : IClassFixture<WireLab>
{
    private const string Human = "/usr/lib/R/site-library/org.Hs.eg.db/extdata/org.Hs.eg.sqlite";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_a_table_and_a_select_and_nothing_else()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(repository, ("genes.sqlite", await DatabaseAsync()));
        var sets = await lab.DeclareAsync(repository, """
            version: '1'
            source: here
            file: genes.sqlite
            sets:
              - { from: ncbigene, to: uniprot, meaning: encodesProtein, table: "a table", fromColumn: gene, toColumn: acc }
              - { from: ncbigene, to: omim, meaning: geneOfDisease, query: "SELECT gene, 191170 FROM \"a table\" WHERE gene < 3;" }
              - { from: ncbigene, to: go, meaning: hasFunction, query: "ATTACH DATABASE '/etc/passwd' AS other" }
              - { from: ncbigene, to: pfam, meaning: hasDomain, query: "SELECT 1, 2; DROP TABLE \"a table\"" }
              - { from: ncbigene, to: pubmed, meaning: citedIn, query: "SELECT gene, load_extension('x') FROM \"a table\"" }
              - { from: ncbigene, to: ec, meaning: hasFunction, query: "SELECT gene FROM \"a table\"" }
            """);
        var states = sets.ToDictionary(set => (string)set!["to"]!, set => ((string?)set!["state"], (long?)set["pairs"]));
        Assert.Equal(("Ready", 2), states["uniprot"]);
        Assert.Equal(("Ready", 2), states["omim"]);
        Assert.All((string[])["go", "pfam", "pubmed", "ec"], to => Assert.Equal(("Refused", null), states[to]));
    }

    [Fact]
    public async Task Annotation_of_the_human_genome_loads_by_one_declaration()
    {
        Assert.SkipUnless(File.Exists(Human), "Debian's r-bioc-org.hs.eg.db is not installed.");
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitBytesAsync(repository, ("org.Hs.eg.sqlite", await File.ReadAllBytesAsync(Human, Stop)));
        var recipe = await File.ReadAllTextAsync(Recipe(), Stop);
        var sets = await lab.DeclareAsync(repository, recipe);
        Assert.All(sets, set => Assert.True((string?)set!["state"] == "Ready", set.ToJsonString()));
        Assert.Equal(1_793_637, (long)sets.Single(set => (string?)set!["to"] == "pubmed")!["pairs"]!);

        // p53: found by its symbol, with its protein, its domain and its disease.
        Assert.Equal(["7157"], (await lab.ConvertAsync("ncbigene", ["TP53"], "hgnc_symbol")).Column(-1));
        Assert.Contains("P04637", (await lab.ConvertAsync("uniprot", ["ENSG00000141510"])).Column(-1));
        Assert.Contains("GO:0000122", (await lab.ConvertAsync("go", ["ENSG00000141510.18"])).Column(-1));
        Assert.Contains("PF00870", (await lab.ConvertAsync("pfam", ["TP53"], "hgnc_symbol")).Column(-1));
        Assert.Contains("191170", (await lab.ConvertAsync("omim", ["P53"], "gene_alias")).Column(-1));
        Assert.Equal(["NOSUCHGENE"], (await lab.ConvertAsync("ncbigene", ["TP53", "NOSUCHGENE"], "hgnc_symbol"))!["unmapped"].Texts());
    }

    private static string Recipe([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../recipes/links/org.Hs.eg.yaml"));

    private static async Task<byte[]> DatabaseAsync()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
            {
                await connection.OpenAsync(Stop);
                await using var command = connection.CreateCommand();
                command.CommandText = """CREATE TABLE "a table" (gene INTEGER, acc TEXT); INSERT INTO "a table" VALUES (1, 'P04217'), (2, 'P01023'), (3, NULL);""";
                await command.ExecuteNonQueryAsync(Stop);
            }

            return await File.ReadAllBytesAsync(path, Stop);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
