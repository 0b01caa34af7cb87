namespace Tsumugi.Compute.Ledger;

/// <summary>Credits are counted in whole millionths, so that sums are exact.</summary>
public static class MicroCredits
{
    private const decimal PerCredit = 1_000_000;

    /// <summary>So much that sums of many cannot overflow.</summary>
    public const decimal MostCredits = 1_000_000_000;

    public static long Of(decimal credits) => decimal.ToInt64(decimal.Round(credits * PerCredit));

    /// <summary>What a job takes at most, never rounded to less.</summary>
    /// <param name="hourly">Credits of one hour.</param>
    public static long WorstCase(decimal hourly, int minutes) => decimal.ToInt64(decimal.Ceiling(hourly * minutes / 60 * PerCredit));

    public static decimal ToCredits(long micro) => micro / PerCredit;
}
