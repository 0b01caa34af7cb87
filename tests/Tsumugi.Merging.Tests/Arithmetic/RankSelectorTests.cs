using CsCheck;
using Tsumugi.Merging.Arithmetic;

namespace Tsumugi.Merging.Tests.Arithmetic;

public sealed class RankSelectorTests
{
    [Fact]
    public void Places_are_those_of_a_stable_sort() =>
        Gen.Select(Gen.OneOf(Gen.Double, Gen.Int[-3, 3].Select(i => (double)i)).Array[1, 200], Gen.Int[0, 200], Gen.Int[1, 5]).Sample((numbers, place, segments) =>
        {
            place = Math.Min(place, numbers.Length);
            var ranks = new RankSelector(segments, [place]);
            var parts = Enumerable.Range(0, segments).Select(s => numbers[(numbers.Length * s / segments)..(numbers.Length * (s + 1) / segments)]).ToArray();
            for (var look = 0; look < RankSelector.Looks; look++)
            {
                for (var segment = segments - 1; segment >= 0; segment--)
                    ranks.Look(look, segment, parts[segment]);
                ranks.Settle(look);
            }

            var expected = Enumerable.Range(0, numbers.Length).OrderByDescending(i => RankSelector.Key(numbers[i])).Take(place).ToHashSet();
            var (at, key) = (0, ranks.KeyAt(0));
            for (var segment = 0; segment < segments; segment++)
            {
                var equals = ranks.EqualsBefore(0, segment);
                foreach (var number in parts[segment])
                {
                    var own = RankSelector.Key(number);
                    Assert.Equal(expected.Contains(at++), ranks.IsBefore(0, own, equals));
                    equals += own == key ? 1 : 0;
                }
            }
        });

    [Fact]
    public void Ranks_of_a_row_are_those_of_a_stable_sort() => Gen.Int[-5, 5].Select(i => i / 7.0).Array[1, 300].Sample(numbers =>
    {
        var (ranks, expected) = (new int[numbers.Length], new int[numbers.Length]);
        new RowRanks().Fill(numbers, ranks);
        foreach (var (rank, place) in Enumerable.Range(0, numbers.Length).OrderBy(i => Math.Abs(numbers[i])).Index())
            expected[place] = rank;
        Assert.Equal(expected, ranks);
    });
}
