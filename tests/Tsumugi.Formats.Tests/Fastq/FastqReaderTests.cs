using System.Globalization;
using System.Text;
using CsCheck;
using Tsumugi.Formats.Fastq;
using Tsumugi.Formats.Tests.GenBank;
using Tsumugi.Formats.Tests.Text;

namespace Tsumugi.Formats.Tests.Fastq;

public sealed class FastqReaderTests
{
    [Fact]
    public async Task Reads_of_several_lines_end_by_the_number_of_their_qualities()
    {
        Assert.Equal([("r1", "ACGTN", "!I~5#"), ("r2", "ACGTac", "@+>I5!"), ("r3", "", "")], await ReadAsync(SmallFile.Bytes(Examples.Fastq)));
    }

    [Fact]
    public async Task Scores_are_Phred_and_the_mean_is_of_the_errors()
    {
        using var reader = new FastqReader(new MemoryStream("@a\nACGT\n+\n!+5?\n"u8.ToArray()), "file");
        var read = await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0, 10, 20, 30], Enumerable.Range(0, 4).Select(read!.Score));
        Assert.Equal((1 + 0.1 + 0.01 + 0.001) / 4, read.MeanError(), 12);
    }

    [Theory]
    [InlineData("@\nAC\n+\nII\n", 1, "header", "no name")]
    [InlineData("@a\nA C!\n+\nIII\n", 2, "sequence", "'!' is no letter of a sequence (column 4, read a)")]
    [InlineData("@a\nACGT\n+b\nIIII\n", 3, "+", "names another read")]
    [InlineData("@a\nACGT\n+\nIIIII\n", 4, "quality", "has 4 letters, but 5 qualities")]
    [InlineData("@a\nACGT\n+\nII\n", 4, "quality", "ends within read a, which begins on line 1")]
    [InlineData("@a\nACGT\n", 2, "+", "ends within read a")]
    [InlineData("@a\nACGT\n+\nII\u007FI\n", 4, "quality", "byte 0x7F is no Phred+33 quality (column 3, read a)")]
    [InlineData("@a\nACGT\n+\nI\u0001II\n", 4, "quality", "byte 0x01")]
    [InlineData("@a\nAC\n+\nII\nACGT\n", 5, "header", "a line without '@'")]
    [InlineData("\n\n", 2, "header", "no read")]
    public Task Bad_text_is_refused_with_place_and_reason(string text, int line, string field, string words) => Refused.CheckAsync("fastq", text, line, field, words);

    [Fact]
    public async Task Read_beyond_the_cap_is_refused()
    {
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("@a\nACG\nTA\n+\nIIIII\n"u8.ToArray(), FastqOptions.Default with { MaxReadBases = 4 }))).Fault;
        Assert.Equal(("sequence", 3L), (fault.Field, fault.Line));
    }

    [Fact]
    public void Any_reads_are_read_back_from_any_width_of_line()
    {
        var pair = Gen.Select(Gen.Char["ACGTNacgtn"], Gen.Char['!', '~']).Array[0, 200];
        Gen.Select(pair.Array[1, 6], Gen.Int[1, 90], Gen.Bool, Gen.Int[1, 64]).Sample((reads, width, repeated, step) =>
        {
            var text = new StringBuilder();
            var expected = new List<(string, string, string)>();
            foreach (var (pairs, index) in reads.Select((pairs, index) => (pairs, index)))
            {
                var (bases, qualities) = (new string([.. pairs.Select(one => one.Item1)]), new string([.. pairs.Select(one => one.Item2)]));
                expected.Add(($"r{index}", bases, qualities));
                text.Append(CultureInfo.InvariantCulture, $"@r{index}\n{Rows(bases, width)}+{(repeated ? $"r{index}" : "")}\n{Rows(qualities, width)}");
            }
            Assert.Equal(expected, ReadAsync(new TricklingStream(SmallFile.Bytes(text.ToString()), step)).GetAwaiter().GetResult());
        }, iter: 500, threads: 1);
    }

    /// <summary>At least one row, as a read of no letters has an empty row.</summary>
    private static string Rows(string letters, int width) => letters.Length == 0 ? "\n" : string.Concat(letters.Chunk(width).Select(row => new string(row) + "\n"));

    private static Task<List<(string Name, string Sequence, string Qualities)>> ReadAsync(byte[] file, FastqOptions? options = null) => ReadAsync(new MemoryStream(file), options);

    private static async Task<List<(string Name, string Sequence, string Qualities)>> ReadAsync(Stream file, FastqOptions? options = null)
    {
        var reads = new List<(string, string, string)>();
        using var reader = new FastqReader(file, "file", options ?? FastqOptions.Default);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } read)
            reads.Add((read.Name, Encoding.ASCII.GetString(read.Sequence), Encoding.ASCII.GetString(read.Qualities)));
        return reads;
    }
}
