using System.IO.Compression;
using CsCheck;
using Tsumugi.Formats.GenBank;

namespace Tsumugi.Formats.Tests.GenBank;

public sealed class BadFileTests
{
    private static string Bent(string old, string changed)
    {
        Assert.Contains(old, SmallFile.Text, StringComparison.Ordinal);
        return SmallFile.Text.Replace(old, changed, StringComparison.Ordinal);
    }

    /// <summary>File, then line, field and words of the refusal.</summary>
    public static TheoryData<string, int, string, string> Texts => new()
    {
        { "", 0, "LOCUS", "is empty" },
        { "\n \n", 2, "LOCUS", "no record" },
        { ">seq1\nACGT\n", 1, "LOCUS", "FASTA" },
        { "@r1\nACGT\n+\nIIII\n", 1, "LOCUS", "FASTQ" },
        { "\n<!doctype html>\n<html></html>\n", 2, "LOCUS", "web page" },
        { "ID   X56734; SV 1; linear;\n", 1, "LOCUS", "EMBL" },
        { "##gff-version 3\n", 1, "LOCUS", "GFF" },
        { "{\"a\":1}", 1, "LOCUS", "JSON" },
        { "\u0001\u0002\u0000\u0003", 1, "LOCUS", "binary" },
        { "Dear colleague,\n", 1, "LOCUS", "begins with 'Dear colleague,'" },
        { "Genetic Sequence Data Bank\nno record\n", 2, "LOCUS", "no record" },
        { SmallFile.Text + "<html>", 51, "LOCUS", "After the end of record TEST_2" },
        { SmallFile.Text[..^4], 49, "//", "ends within record TEST_2" },
        { SmallFile.Text[..900], 26, "//", "ends within record TEST_1.2" },
        { Bent("//\nLOCUS", "LOCUS"), 43, "//", "not closed" },
        { Bent("TEST_1                   120 bp", "TEST_1_length120 bp"), 1, "LOCUS", "run together" },
        { Bent("TEST_1                   120 bp", "TEST_1"), 1, "LOCUS", "no 'name length bp'" },
        { Bent("120 bp", "120 aa"), 1, "LOCUS", "protein" },
        { Bent("120 bp", "x bp"), 1, "LOCUS", "is no length" },
        { Bent("120 bp", "99999999999 bp"), 1, "LOCUS", "is no length" },
        { Bent("120 bp", "2000000000 bp"), 1, "LOCUS", "at most" },
        { Bent("120 bp", "121 bp"), 43, "ORIGIN", "LOCUS states 121 bases, but the sequence has 120" },
        { Bent("120 bp", "119 bp"), 42, "ORIGIN", "longer than the 119" },
        { Bent("source          1..120", "source          1..121"), 14, "source", "base 121 lies outside" },
        { Bent("CDS             1..12", "CDS             0..12"), 18, "CDS", "base 0 lies outside" },
        { Bent("CDS             1..12", "CDS             12..1"), 18, "CDS", "ends before it begins" },
        { Bent("CDS             1..12", "CDS             1..x"), 18, "CDS", "expected a base number" },
        { Bent("20..25))", "20..25)"), 30, "CDS", "expected ')'" },
        { Bent("CDS             1..12", "CDS             1..99999999999"), 18, "CDS", "expected a base number" },
        { Bent("aattacccga", "aattac!cga"), 41, "ORIGIN", "'!' is no IUPAC letter" },
        { Bent("aattacccga", "aattacccgé"), 41, "ORIGIN", "byte 0xC3" },
        { Bent("       61 ", "       62 "), 42, "ORIGIN", "numbered 62, but base 61" },
        { Bent("       61 ", "        x "), 42, "ORIGIN", "does not begin with the number" },
        { Bent("        1 atg", "        2 atg"), 41, "ORIGIN", "numbered 2" },
        { Bent("ORIGIN      \n", "ORIGIN\nORIGIN\n"), 41, "ORIGIN", "second sequence" },
        { Bent("CONTIG ", "FEATURES\nCONTIG "), 39, "FEATURES", "second feature table" },
        { Bent("/translation=\"MF\"", "/translation=\"MF"), 36, "CDS/translation", "no closing quote" },
        { Bent("/product=\"second\"", "/product=\"sec\"ond\""), 34, "CDS/product", "follows the closing quote" },
        { Bent("/product=\"second\"", "/=\"second\""), 34, "CDS", "no proper name" },
        { Bent("     CDS             40..50", "  CDS             40..50"), 36, "FEATURES", "indented by 2" },
        { Bent("     source          1..120", "                     /x"), 14, "FEATURES", "before the first feature" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task GenBank_bad_text_is_refused_with_place_and_reason(string text, int line, string field, string words)
    {
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => SmallFile.ImportAsync(SmallFile.Bytes(text)))).Fault;
        Assert.Equal(("small.gbk", line, field), (fault.File, (int)fault.Line!, fault.Field));
        Assert.Contains(words, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
    }

    [Theory]
    [InlineData("ORIGIN\n//\n", "no sequence", "sequence has 0")]
    [InlineData("//\n", "but no sequence", "")]
    [InlineData("CONTIG      join(A.1:1..12)\n//\n", "only the pieces", "")]
    [InlineData("CONTIG      join(A.1:1..12)\nORIGIN\n//\n", "only the pieces", "")]
    public async Task GenBank_coding_sequences_without_sequence_are_refused(string end, string words, string other)
    {
        var text = "LOCUS X 12 bp DNA\nFEATURES\n     CDS             1..12\n                     /translation=\"MKT\"\n" + end;
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => SmallFile.ImportAsync(SmallFile.Bytes(text)))).Fault;
        Assert.Equal("ORIGIN", fault.Field);
        Assert.True(fault.Problem.Contains(words, StringComparison.Ordinal) || (other.Length > 0 && fault.Problem.Contains(other, StringComparison.Ordinal)), fault.Problem);
    }

    [Fact]
    public async Task Gzip_cut_anywhere_is_refused()
    {
        var whole = SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text));
        // A cut after one byte leaves no gzip to be seen; it is refused as another kind of file.
        for (var length = 1; length < whole.Length; length++)
        {
            var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => SmallFile.ImportAsync(whole[..length]))).Fault;
            Assert.True(length == 1 || fault.Field is "gzip" or "LOCUS", fault.ToString());
        }
    }

    [Fact]
    public async Task Gzip_that_ends_cleanly_within_a_record_is_refused()
    {
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(
            () => SmallFile.ImportAsync(SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text[..1_500]))))).Fault;
        Assert.Equal("//", fault.Field);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9_000)]
    [InlineData(100_000)]
    public async Task Gzip_followed_by_other_bytes_is_refused(int count)
    {
        byte[] file = [.. SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text)), .. Enumerable.Repeat((byte)'x', count)];
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => SmallFile.ImportAsync(file))).Fault;
        Assert.Contains("follow the end", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_with_any_damaged_byte_is_refused_or_gives_the_same_genes()
    {
        var (_, expected) = await SmallFile.GenesAsync(SmallFile.Bytes(SmallFile.Text));
        var whole = SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text));
        for (var at = 10; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x10;
            try
            {
                // The few bits that pad the last byte of the data mean nothing.
                Assert.Equal(expected, (await SmallFile.GenesAsync(damaged)).Genes);
            }
            catch (InvalidFileException)
            {
                // Noticed by the text, when it bends before the checksum comes.
            }
        }
    }

    [Fact]
    public async Task Gzip_of_several_members_and_zero_padding_is_read()
    {
        var text = SmallFile.Bytes(SmallFile.Text);
        byte[] file = [.. SmallFile.Gzip(text[..1_000]), .. SmallFile.Gzip([]), .. SmallFile.Gzip(text[1_000..]), .. SmallFile.Gzip([]), .. new byte[700]];
        Assert.Equal(2, (await SmallFile.ImportAsync(file)).Records);
        Assert.Equal(2, (await SmallFile.ImportAsync(new TricklingStream(file, 7))).Records);
    }

    [Fact]
    public async Task Gzip_with_name_comment_and_extra_field_is_read()
    {
        var plain = SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text));
        byte[] header = [0x1F, 0x8B, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3, .. "a.gbk\0"u8, .. "no comment\0"u8, 9, 9];
        Assert.Equal(2, (await SmallFile.ImportAsync([.. header, .. plain[10..]])).Records);
    }

    [Fact]
    public async Task Line_of_a_gigabyte_is_refused_before_it_is_held()
    {
        using var source = new RepeatingStream("LOCUS "u8.ToArray(), (byte)'x', 1L << 30);
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => SmallFile.ImportAsync(source))).Fault;
        Assert.Equal("line", fault.Field);
        Assert.InRange(source.Position, 0, 4 << 20);
    }

    [Fact]
    public async Task Gzip_bomb_is_refused_after_its_allowance()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var lines = Enumerable.Repeat(new string(' ', 127) + "\n", 8_192).SelectMany(line => line).Select(letter => (byte)letter).ToArray();
            for (var megabyte = 0; megabyte < 80; megabyte++)
                gzip.Write(lines);
        }
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => SmallFile.ImportAsync(packed.ToArray()))).Fault;
        Assert.Contains("compressed bytes expand", fault.Problem, StringComparison.Ordinal);
    }

    public static TheoryData<GenBankOptions, string> Caps => new()
    {
        { GenBankOptions.Default with { Text = new() { MaxBytes = 1_000 } }, "more than 1000 bytes" },
        { GenBankOptions.Default with { Text = new() { MaxLineLength = 60 } }, "longer than 60 bytes" },
        { GenBankOptions.Default with { MaxRecordBases = 100 }, "at most 100" },
        { GenBankOptions.Default with { MaxFeatures = 2 }, "more than 2 features" },
        { GenBankOptions.Default with { MaxFeatureBytes = 200 }, "more than 200 bytes" },
        { GenBankOptions.Default with { MaxLocationLength = 20 }, "more than 20 bytes" },
        { GenBankOptions.Default with { Text = new() { MaxExpansion = 1, ExpansionAllowance = 100 } }, "expand" },
    };

    [Theory]
    [MemberData(nameof(Caps))]
    public async Task GenBank_beyond_a_cap_is_refused(GenBankOptions options, string words)
    {
        var error = await Assert.ThrowsAsync<InvalidFileException>(
            () => SmallFile.ImportAsync(SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text)), options));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GenBank_any_changed_bytes_are_read_or_refused()
    {
        var valid = SmallFile.Bytes(SmallFile.Text);
        var change = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.OneOf(Gen.Byte, Gen.Char["\n\r /\"()<>.,^:0123456789=ACDJL"].Select(c => (byte)c)), Gen.Int[0, 2]);
        change.Array[1, 8].Sample(changes => Survives(changes.Aggregate(valid.ToList(), Apply).ToArray()), iter: 3_000, threads: 1);
    }

    [Fact]
    public void Gzip_any_changed_bytes_are_read_or_refused()
    {
        var valid = SmallFile.Gzip(SmallFile.Bytes(SmallFile.Text));
        var change = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, Gen.Int[0, 2]);
        change.Array[1, 4].Sample(changes => Survives(changes.Aggregate(valid.ToList(), Apply).ToArray()), iter: 2_000, threads: 1);
    }

    /// <summary>Replaces, inserts or removes.</summary>
    private static List<byte> Apply(List<byte> bytes, (int At, byte Value, int Kind) change)
    {
        var at = Math.Min(change.At, bytes.Count - 1);
        if (change.Kind == 0)
            bytes[at] = change.Value;
        else if (change.Kind == 1)
            bytes.Insert(at, change.Value);
        else
            bytes.RemoveAt(at);
        return bytes;
    }

    private static bool Survives(byte[] file)
    {
        try
        {
            SmallFile.ImportAsync(file).GetAwaiter().GetResult();
        }
        catch (InvalidFileException)
        {
            // The only refusal there is.
        }
        return true;
    }
}
