namespace Tsumugi.Federating.Privacy;

/// <summary>What noisy training is asked of a site.</summary>
/// <param name="ClipNorm">C: each example's gradient is shortened to this Euclidean norm.</param>
/// <param name="NoiseMultiplier">σ: noise of standard deviation σ·C is added to their sum.</param>
/// <param name="SampleRate">q: the probability with which each example is in a step.</param>
public sealed record PrivateTrainingSettings(double ClipNorm, double NoiseMultiplier, double SampleRate);

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
