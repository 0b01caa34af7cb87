using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Tsumugi.Formats.Fasta;

namespace Tsumugi.Formats.Tests.Fasta;

public sealed class SequenceDigestTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Published_digest_is_found()
    {
        var sequence = Assert.Single(await ReadAsync(">a b\nac\nGT\n"));
        Assert.Equal(("a", 4, "SQ.aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2", "f1f8f4bf413b16ad135722aa4591043e"), (sequence.Name, sequence.Length, sequence.Ga4gh, sequence.Md5));
        Assert.Equal("68a178f7c740c5c240aa67ba41843b119d3bf9f8b0f0ac36", SequenceDigests.Trunc512(sequence.Ga4gh));
        Assert.Equal(sequence.Ga4gh, SequenceDigests.Ga4gh("68A178F7C740C5C240AA67BA41843B119D3BF9F8B0F0AC36"));
    }

    [Theory]
    [InlineData(">a\nACGTA\nCGTAC\nG\n>b\nTT\n", true)]
    [InlineData(">a\r\nACGTA\r\nCGTAC\r\nG\r\n>b\r\nTT", true)]
    [InlineData(">a\nACGTACGTACG\n>b\nTT", true)]
    [InlineData(">a\nACG\nTACGT\nACG\n>b\nTT", false)]
    [InlineData(">a\nACGTA\n\nCGTAC\nG\n>b\nTT\n", false)]
    [InlineData(">a\nACG TA\nCGTACG\n>b\nTT\n", false)]
    [InlineData(">a\n;a comment\nACGTA\nCGTAC\nG\n>b\nTT\n", false)]
    [InlineData("\n>a\nacgta\ncgtac\n;in between\ng\n>b\ntt\n", false)]
    [InlineData(">a\nACGTA\r\nCGTAC\nG\n>b\nTT\n", false)]
    public async Task Any_letters_are_copied_from_where_they_lie(string text, bool regular)
    {
        const string Whole = "ACGTACGTACG";
        foreach (var packed in new[] { false, true })
        {
            var sequences = await ReadAsync(text, packed);
            Assert.Equal(["a", "b"], sequences.Select(one => one.Name));
            Assert.Equal(Md5(Whole), sequences[0].Md5);
            Assert.Equal(regular, sequences[0].LineLetters > 0);
            for (var start = 0; start <= Whole.Length; start++)
            {
                for (var end = start; end <= Whole.Length; end++)
                    Assert.Equal(Whole[start..end], await CopyAsync(text, packed, sequences[0], start, end));
            }

            Assert.Equal("TT", await CopyAsync(text, packed, sequences[1], 0, 2));
        }
    }

    [Fact]
    public async Task Long_lines_cross_the_blocks_that_are_read()
    {
        var random = new Random(3);
        var letters = string.Concat(Enumerable.Range(0, 700_000).Select(_ => "ACGTN"[random.Next(5)]));
        foreach (var (line, end) in new[] { (70, "\n"), (262_143, "\r\n"), (700_000, "") })
        {
            var text = ">long [topology=circular]\n" + string.Concat(letters.Chunk(line).Select(some => new string(some) + end));
            var sequence = Assert.Single(await ReadAsync(text));
            Assert.True(sequence.IsCircular);
            Assert.Equal(Md5(letters), sequence.Md5);
            Assert.Equal(letters[262_100..524_500], await CopyAsync(text, false, sequence, 262_100, 524_500));
        }
    }

    [Fact]
    public async Task Sequences_with_other_signs_or_none_have_no_digest_and_others_beside_them_do()
    {
        Assert.Equal(["ok"], (await ReadAsync(">gaps\nAC-GT\n>stop\nMK*\n>empty\n>ok\nACGT\n>last\n")).Select(one => one.Name));
        Assert.Empty(await ReadAsync(""));
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => ReadAsync("\nACGT\n>a\nA\n"))).Fault;
        Assert.Equal(("a.fa", 2), (fault.File, fault.Line));
    }

    [Fact]
    public async Task Changed_file_is_noticed()
    {
        var sequence = Assert.Single(await ReadAsync(">a\nACGTACGT\n"));
        await Assert.ThrowsAsync<InvalidDataException>(() => CopyAsync(">a\nACGT\n", false, sequence, 0, 8));
        await Assert.ThrowsAsync<InvalidDataException>(() => CopyAsync("", true, sequence, 0, 8));
    }

    // What the standard names sequences by; it protects nothing.
#pragma warning disable CA5351
    private static string Md5(string letters) => Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(letters)));
#pragma warning restore CA5351

    private static async Task<List<DigestedSequence>> ReadAsync(string text, bool packed = false)
    {
        await using var stored = Stored(text, packed);
        var found = new List<DigestedSequence>();
        await foreach (var sequence in SequenceDigests.ReadAsync(SequenceDigests.Expanded(stored, "a.fa"), "a.fa", Stop))
            found.Add(sequence);
        return found;
    }

    private static async Task<string> CopyAsync(string text, bool packed, DigestedSequence sequence, long start, long end)
    {
        await using var stored = Stored(text, packed);
        var copy = new MemoryStream();
        await SequenceLetters.CopyAsync(SequenceDigests.Expanded(stored, "a.fa"), sequence, start, end, copy, Stop);
        return Encoding.ASCII.GetString(copy.ToArray());
    }

    private static MemoryStream Stored(string text, bool packed)
    {
        var bytes = new MemoryStream();
        if (packed)
        {
            using var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(Encoding.ASCII.GetBytes(text));
        }
        else
        {
            bytes.Write(Encoding.ASCII.GetBytes(text));
        }

        bytes.Position = 0;
        return bytes;
    }
}
