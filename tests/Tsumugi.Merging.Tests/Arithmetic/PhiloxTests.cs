using Tsumugi.Merging.Arithmetic;

namespace Tsumugi.Merging.Tests.Arithmetic;

public sealed class PhiloxTests
{
    /// <summary>Source: Random123, kat_vectors, philox4x32 10.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdcceb, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_words(uint a, uint b, uint c, uint d, uint key0, uint key1, uint e, uint f, uint g, uint h) =>
        Assert.Equal((e, f, g, h), new Philox(key0, key1).Block(a, b, c, d));

    [Fact]
    public void Elements_get_the_same_bits_wherever_a_piece_begins()
    {
        var random = Philox.For(3, "tensor", "model");
        var all = new uint[100];
        random.Fill(0, all);
        foreach (var (start, length) in ((int, int)[])[(0, 1), (1, 7), (3, 4), (50, 50), (99, 1)])
        {
            var some = new uint[length];
            random.Fill(start, some);
            Assert.Equal(all[start..(start + length)], some);
        }
    }

    [Fact]
    public void Seed_tensor_and_model_each_change_the_bits()
    {
        var streams = new[] { Philox.For(1, "t", "m"), Philox.For(2, "t", "m"), Philox.For(1, "u", "m"), Philox.For(1, "t", "n") };
        Assert.Equal(4, streams.Select(one => one.Block(0, 0, 0, 0)).Distinct().Count());
    }
}
