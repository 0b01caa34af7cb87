using Tsumugi.Formats.Bgzf;

namespace Tsumugi.Formats.Tests.Bgzf;

public sealed class BinnedIndexTests
{
    private static readonly string[] Names = ["chr0", "chr1"];

    private static Dictionary<string, byte[]> Kinds => new() { ["bai"] = IndexFiles.Bai(), ["csi"] = IndexFiles.Csi(), ["tbi"] = IndexFiles.Tbi() };

    [Theory]
    [InlineData(0, 1, "100000")]
    [InlineData(0, 2 * IndexFiles.Window, "100000,300000")]
    [InlineData(IndexFiles.Window, IndexFiles.Window + 1, "300000")]
    [InlineData(2 * IndexFiles.Window, (2 * IndexFiles.Window) + 1, "")]
    [InlineData(3 * IndexFiles.Window, long.MaxValue, "600000")]
    [InlineData(0, long.MaxValue, "100000,300000,600000")]
    [InlineData(uint.MaxValue, long.MaxValue, "")]
    public void Region_finds_the_blocks_of_its_bins(long start, long end, string blocks)
    {
        foreach (var (kind, bytes) in Kinds)
        {
            var answer = Read(bytes, new IndexedRegion("chr0", start, end));
            Assert.True(blocks == string.Join(',', answer.Chunks.Select(chunk => chunk.Start.Block)), kind);
            Assert.All(answer.Chunks, chunk => Assert.Equal(7, chunk.End.Within));
            Assert.Equal(700_000, answer.Last!.Value.Block);
            Assert.Equal(Names, answer.References);
        }
    }

    [Fact]
    public void Regions_are_answered_together_in_the_order_of_the_file_and_others_are_empty()
    {
        foreach (var bytes in Kinds.Values)
        {
            Assert.Equal([100_000, 600_000], Read(bytes, new("chr0", 3 * IndexFiles.Window, long.MaxValue), new("chr0", 0, 1), new("chr0", 0, 5)).Chunks.Select(chunk => chunk.Start.Block));
            Assert.Empty(Read(bytes, new("chr1", 0, long.MaxValue), new("none", 0, long.MaxValue)).Chunks);
        }
    }

    [Fact]
    public void Many_stretches_are_read_as_few()
    {
        var index = IndexFiles.Write(writer =>
        {
            writer.Write("BAI\u0001"u8);
            writer.Write(1);
            writer.Write(1);
            writer.Write(0);
            writer.Write(100);
            for (var i = 0; i < 100; i++)
            {
                writer.Write(IndexFiles.At(i * 100_000_000L));
                writer.Write(IndexFiles.At((i * 100_000_000L) + 10));
            }

            writer.Write(0);
        });
        using var stream = new MemoryStream(index);
        var chunks = BinnedIndex.Read(stream, "a.bam.bai", 100_000_000_000, ["chr0"], [new("chr0", 0, 10)]).Chunks;
        Assert.InRange(chunks.Count, 1, 16);
        Assert.Equal((0, 9_900_000_010), (chunks[0].Start.Block, chunks[^1].End.Block));
    }

    public static TheoryData<string, string, string> Hostile => new()
    {
        { "magic", "XXX\u0001", "neither a BAI" },
        { "n_ref", "BAI\u0001 ffffff7f", "at most" },
        { "n_ref", "BAI\u0001 ffffffff", "at most" },
        { "n_ref", "BAI\u0001 03000000 000000000000000000000000", "another file" },
        { "n_bin", "BAI\u0001 01000000 ffffff7f", "at most" },
        { "bin", "BAI\u0001 01000000 01000000 4b920000 00000000 00000000", "no bin 37451" },
        { "n_chunk", "BAI\u0001 01000000 01000000 00000000 ffffff0f", "at most" },
        { "chunk", "BAI\u0001 01000000 01000000 00000000 01000000 0000010000000000 0000000000000000 00000000", "from byte 1 to 0" },
        { "chunk", "BAI\u0001 01000000 01000000 00000000 01000000 0000000000000000 ffffffffffffffff 00000000", "of a file of 1000000 bytes" },
        { "n_intv", "BAI\u0001 01000000 00000000 ffffff7f", "at most" },
        { "n_intv", "BAI\u0001 01000000 00000000", "ends within" },
        { "depth", "CSI\u0001 0e000000 ffffffff", "describe no bins" },
        { "depth", "CSI\u0001 1f000000 0a000000 00000000 00000000", "" },
        { "l_aux", "CSI\u0001 0e000000 05000000 ffffffff", "at most" },
        { "l_nm", "CSI\u0001 0e000000 05000000 1c000000 000000000000000000000000000000000000000000000000 05000000 0000000000", "28" },
        { "l_nm", "TBI\u0001 01000000 000000000000000000000000000000000000000000000000 ffffffff", "at most" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_index_is_told_with_its_byte_and_field(string field, string index, string told)
    {
        byte[] bytes = [(byte)index[0], (byte)index[1], (byte)index[2], (byte)index[3], .. Convert.FromHexString(index[4..].Replace(" ", "", StringComparison.Ordinal))];
        if (told.Length == 0)
        {
            Assert.Empty(Read(bytes, new IndexedRegion("chr0", 0, 1)).Chunks);
            return;
        }

        var fault = Assert.Throws<InvalidFileException>(() => Read(bytes, new IndexedRegion("chr0", 0, 1))).Fault;
        Assert.Equal((field, "a.index"), (fault.Field, fault.File));
        Assert.NotNull(fault.Byte);
        Assert.Contains(told, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_damage_is_told_or_passed_over()
    {
        var random = new Random(11);
        foreach (var (kind, whole) in Kinds)
        {
            for (var i = 0; i < 500; i++)
            {
                var bytes = whole[..(i % 2 == 0 ? whole.Length : random.Next(whole.Length))];
                for (var flips = random.Next(1, 4); flips > 0 && bytes.Length > 0; flips--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                try
                {
                    Read(bytes, new IndexedRegion("chr0", 0, long.MaxValue));
                }
                catch (InvalidFileException fault)
                {
                    Assert.True(fault.Fault.Remedy.Length > 0, kind);
                }
            }
        }
    }

    private static IndexAnswer Read(byte[] bytes, params IndexedRegion[] regions)
    {
        using var stream = new MemoryStream(bytes);
        return BinnedIndex.Read(stream, "a.index", IndexFiles.DataLength, Names, regions);
    }
}
