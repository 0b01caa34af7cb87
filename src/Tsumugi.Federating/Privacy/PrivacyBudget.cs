namespace Tsumugi.Federating.Privacy;

/// <summary>One piece of training that spent privacy of a dataset.</summary>
public sealed record PrivacySpent(double SampleRate, double NoiseMultiplier, long Steps);

/// <summary>How much privacy of a dataset a site gives away in all.</summary>
public sealed record PrivacyBudget(double Epsilon, double Delta)
{
    /// <summary>What was spent by all pieces together.</summary>
    public PrivacyGuarantee Spent(IEnumerable<PrivacySpent> pieces) =>
        pieces.Aggregate(new RenyiAccountant(), (accountant, piece) => accountant.Add(piece.SampleRate, piece.NoiseMultiplier, piece.Steps)).At(Delta);

    /// <summary>Whether another piece still fits.</summary>
    public bool Allows(IEnumerable<PrivacySpent> before, PrivacySpent next) => Spent(before.Append(next)).Epsilon <= Epsilon;
}
