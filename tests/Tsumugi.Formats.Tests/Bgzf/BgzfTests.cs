using System.IO.Compression;
using System.Text;
using Tsumugi.Formats.Bgzf;

namespace Tsumugi.Formats.Tests.Bgzf;

public sealed class BgzfTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0xE000, true)]
    [InlineData(200_000, true)]
    public async Task Packed_bytes_come_out_again(int length, bool isNoise)
    {
        var bytes = new byte[length];
        if (isNoise)
            new Random(1).NextBytes(bytes);
        var packed = BgzfWriter.Pack(bytes);
        var (reader, found) = (new BgzfReader(new MemoryStream(packed), "a.bgz"), new List<byte>());
        for (var offset = 0L; await reader.ReadAsync(offset, Stop) is { } block; offset = block.Next)
            found.AddRange(block.Data);
        Assert.Equal(bytes, found);

        // And as others read it.
        await using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        var again = new MemoryStream();
        await gzip.CopyToAsync(again, Stop);
        Assert.Equal(bytes, again.ToArray());
    }

    public static TheoryData<string, string> Damaged => new()
    {
        { "cut", "ends within" },
        { "plain gzip", "No BGZF block" },
        { "no field", "no field BC" },
        { "too short", "fewer than its header" },
        { "checksum", "checksum is wrong" },
        { "size", "does not expand" },
        { "huge", "65536 are allowed" },
        { "content", "damaged" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task Damage_is_told_with_file_and_byte(string how, string told)
    {
        var block = BgzfWriter.Pack(Encoding.ASCII.GetBytes("some text that is packed"));
        byte[] bytes = [.. block, .. block];
        var at = block.Length;
        switch (how)
        {
            case "cut": bytes = bytes[..^1]; break;
            case "plain gzip": bytes[at + 3] = 0; break;
            case "no field": bytes[at + 12] = (byte)'X'; break;
            case "too short": bytes[at + 16] = 10; break;
            case "checksum": bytes[^8] ^= 1; break;
            case "size": bytes[^4] ^= 1; break;
            case "huge": bytes[^2] = 9; break;
            default: bytes[at + 18] = 0xFF; break;
        }

        var reader = new BgzfReader(new MemoryStream(bytes), "a.bam");
        Assert.NotNull(await reader.ReadAsync(0, Stop));
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(async () => await reader.ReadAsync(at, Stop))).Fault;
        Assert.Equal(("a.bam", at), (fault.File, fault.Byte));
        Assert.Contains(told, fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 40)]
    [InlineData(false, 40)]
    [InlineData(true, 30_000)]
    [InlineData(false, 30_000)]
    public async Task Header_of_reads_ends_where_the_first_record_begins(bool aligned, int references)
    {
        var header = IndexFiles.BamHeader(references);
        byte[] packed = aligned
            ? [.. BgzfWriter.Pack(header), .. BgzfWriter.Pack([1, 2, 3]), .. BgzfWriter.EndOfFile]
            : [.. BgzfWriter.Pack([.. header, 1, 2, 3]), .. BgzfWriter.EndOfFile];
        var reader = new BgzfReader(new MemoryStream(packed), "a.bam");
        var read = await IndexedHeader.ReadAsync(reader, Stop);
        Assert.Equal((IndexedFormat.Bam, references, "chr0"), (read.Format, read.References.Count, read.References[0]));
        Assert.Equal(header, read.Bytes);
        var block = (await reader.ReadAsync(read.End.Block, Stop))!;
        Assert.Equal([1, 2, 3], block.Data[read.End.Within..]);
    }

    [Theory]
    [InlineData("##fileformat=VCFv4.2\n##contig=<ID=a,length=3>\n##contig=<length=3,ID=b>\n#CHROM\n", "", "a,b")]
    [InlineData("##fileformat=VCFv4.2\n##contig=<ID=a,IDX=1>\n##contig=<ID=b,IDX=0>\n#CHROM\n", "a\t1\n", "b,a")]
    public async Task Header_of_variants_ends_at_the_first_line_of_another_kind(string header, string rest, string names)
    {
        var reader = new BgzfReader(new MemoryStream([.. BgzfWriter.Pack(Encoding.ASCII.GetBytes(header + rest)), .. BgzfWriter.EndOfFile]), "a.vcf.gz");
        var read = await IndexedHeader.ReadAsync(reader, Stop);
        Assert.Equal(header, Encoding.ASCII.GetString(read.Bytes));
        Assert.Equal(names.Split(','), read.References);
        Assert.Equal(rest.Length == 0 ? reader.Length : 0, read.End.Block);
        Assert.Equal(rest.Length == 0 ? 0 : header.Length, read.End.Within);
    }

    public static TheoryData<string, byte[], string> BadHeaders => new()
    {
        { "nothing", [], "ends within its header" },
        { "other", "#!/bin/sh, and more"u8.ToArray(), "neither BAM" },
        { "long text", [.. "BAM\u0001"u8, 255, 255, 255, 127], "no length of a header" },
        { "many references", [.. "BAM\u0001"u8, 0, 0, 0, 0, 255, 255, 255, 255], "no length of a header" },
        { "no name", [.. "BAM\u0001"u8, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], "is empty" },
        { "promised references", [.. "BAM\u0001"u8, 0, 0, 0, 0, 9, 0, 0, 0], "ends within its header" },
        { "another table", "##filetype=x\nend\n"u8.ToArray(), "not that of a VCF file" },
        { "open line", "##fileformat=VCFv4.2"u8.ToArray(), "has no end" },
        { "far contig", "##fileformat=VCFv4.2\n##contig=<ID=a,IDX=2000000000>\nx\n"u8.ToArray(), "IDX=2000000000" },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public async Task Bad_header_is_told(string _, byte[] content, string told)
    {
        var reader = new BgzfReader(new MemoryStream(BgzfWriter.Pack(content)), "a.bam");
        var fault = (await Assert.ThrowsAsync<InvalidFileException>(() => IndexedHeader.ReadAsync(reader, Stop))).Fault;
        Assert.Contains(told, fault.Problem, StringComparison.Ordinal);
    }
}
