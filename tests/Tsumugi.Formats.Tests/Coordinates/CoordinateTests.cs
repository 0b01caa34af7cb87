using CsCheck;
using Tsumugi.Formats.Coordinates;

namespace Tsumugi.Formats.Tests.Coordinates;

public sealed class CoordinateTests
{
    [Fact]
    public void Position_counts_from_one_and_range_from_zero_without_its_end()
    {
        var codon = BaseRange.Inclusive(new BasePosition(4), new BasePosition(6));
        Assert.Equal((3L, 6L, 3L), (codon.Start, codon.End, codon.Length));
        Assert.Equal((4L, 6L), (codon.First.Number, codon.Last.Number));
        Assert.Equal("GAT"u8, codon.Of("ATGGATTAA"u8));
        Assert.Equal("[3, 6)", codon.ToString());
        Assert.Equal(new BasePosition(1), default);
    }

    [Fact]
    public void Positions_and_ranges_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BasePosition(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BasePosition.AtOffset(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BaseRange(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BaseRange(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BaseRange(0, 3).Of("AC"u8).Length);
        Assert.Throws<InvalidOperationException>(() => new BaseRange(3, 3).First);
        Assert.Throws<InvalidOperationException>(() => new BaseRange(3, 3).Last);
    }

    [Fact]
    public void Both_ways_of_counting_name_the_same_bases() =>
        Gen.Select(Gen.Long[1, 1L << 40], Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 41]).Sample((number, more, probe) =>
        {
            var range = BaseRange.Inclusive(new(number), new(number + more));
            return range.Length == more + 1 && range.First.Number == number && range.Last.Number == number + more
                && range == new BaseRange(range.First.Offset, range.Last.Offset + 1)
                && range.Contains(new(probe + 1)) == (probe + 1 >= number && probe + 1 <= number + more)
                && range.Overlaps(new(probe, probe + 1)) == range.Contains(BasePosition.AtOffset(probe));
        });

    /// <summary>What mixes the two ways of counting must not compile: there is no conversion, and no arithmetic between them.</summary>
    [Theory]
    [InlineData(typeof(BasePosition))]
    [InlineData(typeof(BaseRange))]
    public void Nothing_turns_into_another_count_by_itself(Type type) =>
        Assert.DoesNotContain(type.GetMethods(), method => method.Name.StartsWith("op_", StringComparison.Ordinal)
            && (method.ReturnType != typeof(bool) || method.GetParameters().Any(parameter => parameter.ParameterType != type)));
}
