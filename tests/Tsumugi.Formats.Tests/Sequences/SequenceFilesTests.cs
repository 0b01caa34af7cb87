using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Tsumugi.Formats.Sequences;
using Tsumugi.Formats.Tests.GenBank;

namespace Tsumugi.Formats.Tests.Sequences;

public sealed class SequenceFilesTests
{
    private static readonly NamedSequence[] Two = [new("a", "MKT"), new("b", "ACGTacgt")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("x.fasta", ">a first\nMK\nT\n>b\nACGTacgt\n")]
    [InlineData("x.FA", ">a\nMKT\n>b\nACGTacgt\n")]
    [InlineData("x.fq", "@a\nMKT\n+\nIII\n@b\nACGTacgt\n+\nIIIIIIII\n")]
    [InlineData("x.csv", "id,note,sequence\na,\"x, y\",MKT\nb,,ACGTacgt\n")]
    [InlineData("x.tsv", "sequence\tid\r\nMKT\ta\r\nACGTacgt\tb")]
    public async Task Text_of_every_kind_gives_the_same_plain_or_packed(string path, string text)
    {
        Assert.Equal(Two, await ReadAsync(path, SmallFile.Bytes(text)));
        var packed = SmallFile.Gzip(SmallFile.Bytes(text));
        Assert.Equal(Two, await ReadAsync(path + ".gz", packed));
        await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync(path + ".gz", packed[..^3]));
    }

    [Fact]
    public async Task Parquet_is_read_row_group_after_row_group_and_other_columns_are_left()
    {
        var file = await ParquetAsync([["a"], ["b"]], [["MKT"], ["ACGTacgt"]]);
        Assert.Equal(Two, await ReadAsync("x.parquet", file));
        Assert.Equal(["", ""], (await ReadAsync("x.parquet", file, SequenceOptions.Default with { NameColumn = null })).Select(one => one.Name));
        Assert.Equal("a", (await ReadAsync("x.parquet", file, SequenceOptions.Default with { SequenceColumn = "id" }))[0].Sequence);
    }

    [Fact]
    public async Task Parquet_row_without_sequence_or_beyond_the_cap_is_refused()
    {
        var file = await ParquetAsync([["a", null], ["c"]], [["MKT", "M"], [null]]);
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("x.parquet", file))).Fault;
        Assert.Equal(("row 3, sequence", "The row has no sequence."), (fault.Field, fault.Problem));
        fault = (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("x.parquet", file, SequenceOptions.Default with { MaxGroupBytes = 10 }))).Fault;
        Assert.Equal("row group", fault.Field);
        fault = (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("x.parquet", file, SequenceOptions.Default with { SequenceColumn = "other" }))).Fault;
        Assert.Equal("The column holds no texts.", fault.Problem);
    }

    [Theory]
    [InlineData("x.csv", "", "header", "empty")]
    [InlineData("x.csv", "id,seq\na,M\n", "sequence", "no such column")]
    [InlineData("x.csv", "name,sequence\na,M\n", "id", "no such column")]
    [InlineData("x.csv", "id,sequence\na,M\nb,\n", "row 2, sequence", "no sequence")]
    [InlineData("x.csv", "id,sequence\na,M,M\n", "row 1", "3 cells, the header 2")]
    [InlineData("x.parquet", "PAR1", "Parquet", "no readable Parquet")]
    [InlineData("x.parquet.gz", "", "file name", "no file of sequences")]
    [InlineData("x.docx", "", "file name", "no file of sequences")]
    public async Task Bad_file_is_refused_with_place_and_reason(string path, string text, string field, string words)
    {
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync(path, SmallFile.Bytes(text)))).Fault;
        Assert.Equal((path, field), (fault.File, fault.Field));
        Assert.Contains(words, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Real_table_of_proteins_is_read_whole()
    {
        await using var file = File.OpenRead(RealData.Path("protein/bionemo_uniref_10000.parquet"));
        var proteins = await SequenceFiles.ReadAsync("uniref.parquet", file, SequenceOptions.Default, Stop).ToListAsync(Stop);
        Assert.Equal(10_000, proteins.Count);
        Assert.All(proteins, protein => Assert.StartsWith("UniRef90_", protein.Name, StringComparison.Ordinal));
        Assert.All(proteins, protein => Assert.True(protein.Sequence.All(char.IsAsciiLetterUpper)));
    }

    private static async Task<List<NamedSequence>> ReadAsync(string path, byte[] file, SequenceOptions? options = null) =>
        await SequenceFiles.ReadAsync(path, new MemoryStream(file), options ?? SequenceOptions.Default, Stop).ToListAsync(Stop);

    /// <summary>Row groups of nullable texts, as pandas writes them, between other columns.</summary>
    private static async Task<byte[]> ParquetAsync(string?[][] names, string?[][] sequences)
    {
        var fields = (Name: new DataField<string>("id"), Other: new DataField<int>("other"), Sequence: new DataField<string>("sequence"));
        using var bytes = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields.Name, fields.Other, fields.Sequence), bytes, cancellationToken: Stop))
        {
            foreach (var (named, letters) in names.Zip(sequences))
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(fields.Name, named.ToList()!);
                await group.WriteAsync<int>(fields.Other, new int[named.Length], cancellationToken: Stop);
                await group.WriteAsync(fields.Sequence, letters.ToList()!);
            }
        }
        return bytes.ToArray();
    }
}
