namespace Tsumugi.Torch.Retrieval;

/// <summary>Where the first right answer stands, when equal scores are put in random order.</summary>
/// <remarks>A method that gives many candidates one score must be judged by what it can expect, neither by luck nor by bad luck.</remarks>
public readonly record struct Ranking(int BetterWrong, int TiedWrong, int TiedRight)
{
    /// <param name="scores">One per candidate.</param>
    /// <param name="right">Whether a candidate is a right answer; at least one is.</param>
    public static Ranking Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> right)
    {
        var best = float.NegativeInfinity;
        for (var i = 0; i < scores.Length; i++)
            best = right[i] ? Math.Max(best, scores[i]) : best;
        var (better, tiedWrong, tiedRight) = (0, 0, 0);
        for (var i = 0; i < scores.Length; i++)
        {
            better += !right[i] && scores[i] > best ? 1 : 0;
            tiedWrong += !right[i] && scores[i] == best ? 1 : 0;
            tiedRight += right[i] && scores[i] == best ? 1 : 0;
        }

        return new(better, tiedWrong, tiedRight);
    }

    /// <summary>A random order of all candidates.</summary>
    public static Ranking Chance(int candidates, int right) => new(0, candidates - right, right);

    /// <returns>Probability that a right answer is among the first <paramref name="places"/>.</returns>
    public double RecallAt(int places)
    {
        // None right in the first m of the tied: the product of the shares of wrong ones as they are drawn.
        var (none, drawn) = (1.0, places - BetterWrong);
        for (var i = 0; i < drawn; i++)
        {
            if (i >= TiedWrong)
                return 1;
            none *= (double)(TiedWrong - i) / (TiedWrong + TiedRight - i);
        }

        return drawn <= 0 ? 0 : 1 - none;
    }

    /// <returns>Expected 1 / rank of the first right answer.</returns>
    public double ReciprocalRank()
    {
        var (sum, none) = (0.0, 1.0);
        for (var i = 0; i <= TiedWrong; i++)
        {
            var left = TiedWrong + TiedRight - i;
            sum += none * TiedRight / left / (BetterWrong + i + 1);
            none *= (double)(TiedWrong - i) / left;
        }

        return sum;
    }
}
