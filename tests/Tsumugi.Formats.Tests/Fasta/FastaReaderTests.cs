using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Tests.GenBank;
using Tsumugi.Formats.Tests.Text;

namespace Tsumugi.Formats.Tests.Fasta;

public sealed class FastaReaderTests
{
    [Fact]
    public async Task Records_keep_letters_as_written_and_come_in_one_piece()
    {
        Assert.Equal(
            [("one", "first of all", "ACGTNRYSWKMBDHVacgtnryswkmbdhvACG"), ("two", "", "MKT*-."), ("empty", "", ""), ("three", "tabbed", "acguA")],
            await ReadAsync(SmallFile.Bytes(Examples.Fasta)));
    }

    [Theory]
    [InlineData("; a remark\n>a\n; another\nAC GT\tA\n\n", "ACGTA")]
    [InlineData("\n\n>a\nAC\n\nGT\n", "ACGT")]
    [InlineData(">a\r\nAC\r\nGT", "ACGT")]
    public async Task Remarks_and_blanks_are_no_sequence(string text, string letters) =>
        Assert.Equal(letters, Assert.Single(await ReadAsync(SmallFile.Bytes(text))).Sequence);

    [Theory]
    [InlineData(">\nACGT\n", 1, "header", "no name")]
    [InlineData("> name\nACGT\n", 1, "header", "no name")]
    [InlineData(">a\0b\nACGT\n", 1, "header", "byte 0x00")]
    [InlineData(">a\nAC\nAC1T\n", 3, "sequence", "'1' is no letter of a sequence (column 3, record a)")]
    [InlineData(">a\nACGT>b\nACGT\n", 2, "sequence", "'>' is no letter")]
    [InlineData(">a\nAC\0T\n", 2, "sequence", "byte 0x00")]
    [InlineData(">a\nACGé\n", 2, "sequence", "byte 0xC3")]
    [InlineData(">a\nAC\rGT\n", 2, "sequence", "byte 0x0D")]
    [InlineData("ACGT\n>a\nACGT\n", 1, "header", "begins with 'ACGT'")]
    [InlineData("\n \n", 2, "header", "no record")]
    public Task Bad_text_is_refused_with_place_and_reason(string text, int line, string field, string words) => Refused.CheckAsync("fasta", text, line, field, words);

    [Fact]
    public async Task Genome_on_one_line_passes_through_a_small_buffer()
    {
        var sequence = string.Concat(Enumerable.Repeat("ACGTTGCA", 1 << 19));
        var file = SmallFile.Bytes($">long\n{sequence}\n>next\nAC\n");
        Assert.Equal([("long", "", sequence), ("next", "", "AC")], await ReadAsync(file, FastaOptions.Default with { Text = new() { MaxLineLength = 100 } }));
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync(file, FastaOptions.Default with { MaxRecordLetters = 1 << 20 }))).Fault;
        Assert.Contains("more than 1048576 letters", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_records_are_read_back_from_any_width_of_line()
    {
        var word = Gen.Char["abcXYZ019|._:-"].Array[1, 12].Select(letters => new string(letters));
        var letters = Gen.Char["ACGTNacgtnMKLV*-."].Array[0, 300].Select(letters => new string(letters));
        Gen.Select(Gen.Select(word, word, letters).Array[1, 8], Gen.Int[1, 90], Gen.Bool, Gen.Int[1, 64]).Sample((records, width, windows, step) =>
        {
            var end = windows ? "\r\n" : "\n";
            var text = new StringBuilder();
            foreach (var (name, description, sequence) in records)
                text.Append(CultureInfo.InvariantCulture, $">{name} {description}{end}").Append(string.Concat(sequence.Chunk(width).Select(row => new string(row) + end)));
            Assert.Equal(records, ReadAsync(new TricklingStream(SmallFile.Bytes(text.ToString()), step)).GetAwaiter().GetResult());
        }, iter: 500, threads: 1);
    }

    [Fact]
    public async Task Disposing_twice_is_allowed_and_reading_after_it_is_not()
    {
        var reader = new FastaReader(new MemoryStream(SmallFile.Bytes(Examples.Fasta)), "file");
        Assert.NotNull(await reader.ReadAsync(TestContext.Current.CancellationToken));
        reader.Dispose();
        reader.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("dna/ecoli_536_NC_008253.fna.gz", 1, 4_938_920)]
    [InlineData("protein/esm_some_proteins.fasta", 15, null)]
    [InlineData("modelcheck/anarcii_100_seqs.fa", 101, null)]
    public async Task Real_file_gives_what_a_plain_split_of_its_lines_gives(string name, int records, int? letters)
    {
        await using var file = File.OpenRead(RealData.Path(name));
        using var text = new StreamReader(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(RealData.Path(name)), CompressionMode.Decompress) : File.OpenRead(RealData.Path(name)));
        var expected = (await text.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('>', StringSplitOptions.RemoveEmptyEntries)
            .Select(record => record.Split('\n', 2)).Select(parts => (parts[0].Split(' ')[0], parts[1].Replace("\n", "", StringComparison.Ordinal))).ToList();
        var read = await ReadAsync(file);
        Assert.Equal(expected, read.Select(record => (record.Name, record.Sequence)));
        Assert.Equal(records, read.Count);
        Assert.True(letters is null || read[0].Sequence.Length == letters);
    }

    private static Task<List<(string Name, string Description, string Sequence)>> ReadAsync(byte[] file, FastaOptions? options = null) => ReadAsync(new MemoryStream(file), options);

    private static async Task<List<(string Name, string Description, string Sequence)>> ReadAsync(Stream file, FastaOptions? options = null)
    {
        var records = new List<(string, string, string)>();
        using var reader = new FastaReader(file, "file", options ?? FastaOptions.Default);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } record)
            records.Add((record.Name, record.Description, Encoding.ASCII.GetString(record.Sequence)));
        return records;
    }
}
