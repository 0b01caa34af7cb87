using CsCheck;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Tests.Thread.Origins;

public sealed class OriginSetTests
{
    private static readonly Gen<long[]> AnyMembers = Gen.OneOf(Gen.Long[0, 200], Gen.Long[0, 1_000_000]).Array[0, 30];

    [Fact]
    public void It_does_what_a_set_of_numbers_does() => Gen.Select(AnyMembers, AnyMembers).Sample((some, others) =>
    {
        var (one, other) = (Of(some), Of(others));
        Assert.Equal(some.Union(others).Order(), one.Union(other).Members);
        Assert.Equal(some.Except(others).Order(), one.Except(other).Members);
        Assert.Equal(some.Intersect(others).Any(), one.Overlaps(other));
        Assert.All(others, member => Assert.Equal(some.Contains(member), one.Contains(member)));
        Assert.Equal(some.ToHashSet().SetEquals(others), one.Equals(other));
        Assert.Equal(one, OriginSet.FromBytes(one.ToBytes()));
        Assert.Equal(one.GetHashCode(), OriginSet.FromBytes(one.ToBytes()).GetHashCode());
    });

    [Fact]
    public void A_set_takes_no_more_than_a_seventh_of_a_byte_for_each_origin_there_is() =>
        Assert.InRange(Of([.. Enumerable.Range(0, 100_000).Select(at => (long)at)]).ToBytes().Length, 1, 100_000 / 7);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        try
        {
            Assert.True(OriginSet.FromBytes(bytes).IsEmpty == (bytes.Length == 0));
        }
        catch (Exception refused)
        {
            Assert.True(refused is FormatException, refused.ToString());
        }
    });

    private static OriginSet Of(long[] members) => members.Aggregate(OriginSet.Empty, (set, member) => set.Union(OriginSet.Of(member)));
}
