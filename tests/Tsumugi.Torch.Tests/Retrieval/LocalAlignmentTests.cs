using Tsumugi.Torch.Retrieval;
using Xunit;

namespace Tsumugi.Torch.Tests.Retrieval;

public sealed class LocalAlignmentTests
{
    private const string Residues = "ARNDCQEGHILKMFPSTWYV";

    [Theory]
    [InlineData("WWW", "WWW", 33)]
    [InlineData("MKTAYIAK", "MKTAYIAK", 5 + 5 + 5 + 4 + 7 + 4 + 4 + 5)]
    [InlineData("GGGG", "WWWW", 0)]
    [InlineData("XXXX", "XXXX", 0)]
    [InlineData("WWWWWWWWWWCCCCCCWWWWWWWWWW", "WWWWWWWWWWWWWWWWWWWW", 220 - 12 - 5)]
    public void Pairs_HaveTheScoresOfTheTextbook(string one, string other, int expected)
    {
        var scores = LocalAlignment.AllPairs([one, other], TestContext.Current.CancellationToken);
        Assert.Equal(expected, scores[0][1]);
        Assert.Equal(expected, scores[1][0]);
    }

    [Fact]
    public void ManyProteinsOfManyLengths_ScoreAsCellByCell()
    {
        var random = new Random(5);
        var proteins = Enumerable.Range(0, 75).Select(_ => new string([.. Enumerable.Range(0, random.Next(0, 90)).Select(_ => Residues[random.Next(20)])])).ToList();
        // Relatives, so that gaps are worth their cost somewhere.
        proteins.AddRange(proteins.Take(20).Where(protein => protein.Length > 40).Select(protein => protein[..20] + "PP" + protein[23..]).ToList());
        var scores = LocalAlignment.AllPairs(proteins, TestContext.Current.CancellationToken);
        for (var i = 0; i < proteins.Count; i++)
        {
            for (var j = 0; j < proteins.Count; j++)
                Assert.True(Math.Min(LocalAlignment.Highest, Plain(proteins[i], proteins[j])) == scores[i][j], $"{proteins[i]} and {proteins[j]}: {scores[i][j]}");
        }
    }

    [Fact]
    public void AScoreIsMoreSurprising_WhereLessWasCompared() =>
        Assert.True(LocalAlignment.Surprise(60, 100, 100) > LocalAlignment.Surprise(60, 100, 1000));

    [Theory]
    [InlineData('W', 'W', 11)]
    [InlineData('I', 'V', 3)]
    [InlineData('E', 'D', 2)]
    [InlineData('G', 'L', -4)]
    [InlineData('A', 'U', -4)]
    public void Residues_AreAsLikeAsInBlosum62(char one, char other, int expected)
    {
        Assert.Equal(expected, LocalAlignment.Substitution(one, other));
        Assert.Equal(expected, LocalAlignment.Substitution(other, one));
    }

    /// <summary>Gotoh's recurrences, one cell after another.</summary>
    private static int Plain(string query, string target)
    {
        var (h, e, f) = (new int[query.Length + 1, target.Length + 1], new int[query.Length + 1, target.Length + 1], new int[query.Length + 1, target.Length + 1]);
        var best = 0;
        for (var i = 1; i <= query.Length; i++)
        {
            for (var j = 1; j <= target.Length; j++)
            {
                e[i, j] = Math.Max(e[i, j - 1] - 1, h[i, j - 1] - 12);
                f[i, j] = Math.Max(f[i - 1, j] - 1, h[i - 1, j] - 12);
                var pair = LocalAlignment.Substitution(query[i - 1], target[j - 1]);
                h[i, j] = Math.Max(Math.Max(0, h[i - 1, j - 1] + pair), Math.Max(e[i, j], f[i, j]));
                best = Math.Max(best, h[i, j]);
            }
        }

        return best;
    }
}
