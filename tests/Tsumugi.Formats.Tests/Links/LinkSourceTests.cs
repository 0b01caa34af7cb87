using Parquet.Serialization;
using Tsumugi.Formats.Links;
using Tsumugi.Formats.Links.Patterns;
using Tsumugi.Formats.Links.Sources;

namespace Tsumugi.Formats.Tests.Links;

public sealed class LinkSourceTests : IDisposable
{
    private static readonly LinkEnd Gene = new("NCBI Gene", IdentifierPattern.Parse(@"^(?:GeneID:)?(?<id>\d+)$"), ["http://identifiers.org/ncbigene/"]);
    private static readonly LinkEnd Protein = new("UniProt", IdentifierPattern.Parse(@"^(?<id>[OPQ]\d[A-Z\d]{3}\d)$"), ["http://purl.uniprot.org/uniprot/"]);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Reads_columns_of_tsv_by_number_and_by_name()
    {
        Assert.Equal([("1", "P04217"), ("2", "P01023")], await LoadAsync(new TsvLinks(), "a.tsv", "# made today\n1\tx\tP04217\n2\ty\tP01023\n3\tz\t\n", new() { To = "3" }));
        Assert.Equal([("1", "P04217")], await LoadAsync(new TsvLinks(), "b.tsv", "#acc\tgene\r\nP04217\tGeneID:1\r\n", new() { Header = true, From = "gene", To = "acc" }));
    }

    [Theory]
    [InlineData("1\tP04217\n2\tP01023\n3\n", 3)]
    [InlineData("1\tP04217\n2\tP01023\t\n", 2)]
    [InlineData("1\tP04217\nP01023\t2\n", 2)]
    [InlineData("1\tP04217\n2\tnone\n", 2)]
    public async Task A_shifted_column_is_refused_with_its_row_and_nothing_is_loaded(string text, long row)
    {
        var refused = await Assert.ThrowsAsync<InvalidFileException>(() => LoadAsync(new TsvLinks(), "links.tsv", text, new()));
        Assert.Equal(row, refused.Fault.Line);
        Assert.False(File.Exists(Store));
    }

    [Fact]
    public async Task Reads_parquet()
    {
        var path = Path.Combine(_folder.Path, "links.parquet");
        await ParquetSerializer.SerializeAsync([new Row { Gene = 1, Acc = "P04217" }, new Row { Gene = 2, Acc = null }, new Row { Gene = 7, Acc = "P01023" }], path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([("1", "P04217"), ("7", "P01023")], await LoadAsync(new ParquetLinks(), path, new() { From = "Gene", To = "Acc" }));
        Assert.Contains("Gene", (await Assert.ThrowsAsync<InvalidFileException>(() => LoadAsync(new ParquetLinks(), path, new() { From = "gen", To = "Acc" }))).Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_triples_of_a_predicate()
    {
        const string Text = """
            # links
            <http://identifiers.org/ncbigene/1> <http://example.org/encodes> <http://purl.uniprot.org/uniprot/P04217> .
            <http://identifiers.org/ncbigene/2> <http://example.org/encodes> "P0\u0031023"^^<http://www.w3.org/2001/XMLSchema#string> .
            <http://identifiers.org/ncbigene/1> <http://www.w3.org/2000/01/rdf-schema#label> "alpha \"1\""@en .
            _:b <http://example.org/encodes> <http://purl.uniprot.org/uniprot/P04217> .
            """;
        Assert.Equal([("1", "P04217"), ("2", "P01023")], await LoadAsync(new NTriplesLinks(), "links.nt", Text, new() { Predicate = "http://example.org/encodes" }));
        Assert.Equal(4, (await Assert.ThrowsAsync<InvalidFileException>(() => LoadAsync(new NTriplesLinks(), "links.nt", Text, new()))).Fault.Line);
        Assert.Equal(1, (await Assert.ThrowsAsync<InvalidFileException>(() => LoadAsync(new NTriplesLinks(), "links.nt", "<a> <b> <c>", new()))).Fault.Line);
    }

    public void Dispose() => _folder.Dispose();

    private string Store => Path.Combine(_folder.Path, "store");

    private async Task<List<(string, string)>> LoadAsync(ILinkSource source, string name, string text, LinkColumns columns)
    {
        var path = Path.Combine(_folder.Path, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return await LoadAsync(source, path, columns);
    }

    private async Task<List<(string, string)>> LoadAsync(ILinkSource source, string path, LinkColumns columns)
    {
        using (var builder = new LinkFileBuilder(Store, 1 << 20))
        {
            await source.ReadAsync(path, columns, new(Path.GetFileName(path), Gene, Protein, builder), TestContext.Current.CancellationToken);
            builder.End(TestContext.Current.CancellationToken);
        }

        using var links = LinkFile.Open(Store);
        return [.. links.Pairs()];
    }

    internal sealed class Row
    {
        public int Gene { get; set; }

        public string? Acc { get; set; }
    }
}
