using CsCheck;
using Tsumugi.Torch.Splits;

namespace Tsumugi.Torch.Tests.Splits;

public sealed class SequenceClustersTests
{
    [Fact]
    public void ByWords_relativeOfARelative_isOfTheFamily()
    {
        // The first and the third share nothing but the second.
        string[] sequences = ["MKTAYIAKQR", "AYIAKQRLLWCHE", "QRLLWCHEGG", "PPPPPPPPPP", "MKT"];
        int[] linked = [0, 0, 0, 3, 4], apart = [0, 1, 1, 3, 4];
        Assert.Equal(linked, SequenceClusters.ByWords(sequences, word: 4, shared: 4));
        Assert.Equal(apart, SequenceClusters.ByWords(sequences, word: 4, shared: 5));
    }

    [Fact]
    public void ByWords_anySequences_leaveNoPairThatSharesEnoughApart() => Gen.String[Gen.Char["AC"], 0, 12].Array[0, 12].Sample(sequences =>
    {
        var clusters = SequenceClusters.ByWords(sequences, word: 3, shared: 2);
        for (var i = 0; i < sequences.Length; i++)
        {
            Assert.True(clusters[i] <= i && clusters[clusters[i]] == clusters[i]);
            for (var j = 0; j < i; j++)
                Assert.True(clusters[i] == clusters[j] || Words(sequences[i]).Intersect(Words(sequences[j])).Count() < 2);
        }
    });

    private static IEnumerable<string> Words(string sequence) => Enumerable.Range(0, Math.Max(0, sequence.Length - 2)).Select(start => sequence.Substring(start, 3)).Distinct();
}
