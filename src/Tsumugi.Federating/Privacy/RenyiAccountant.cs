namespace Tsumugi.Federating.Privacy;

/// <param name="Epsilon">With <paramref name="Delta"/>: what is guaranteed.</param>
/// <param name="Order">The Rényi order α that gave it.</param>
public readonly record struct PrivacyGuarantee(double Epsilon, double Delta, int Order);

/// <summary>Counts what privacy was spent by the subsampled Gaussian mechanism, in Rényi divergence at whole orders; steps add up.</summary>
/// <remarks>Mironov, Talwar and Zhang 2019, section 3.3: with Poisson sampling at rate q and noise of σ times the sensitivity,
/// ε(α) = log Σₖ C(α, k)·(1 − q)^(α − k)·qᵏ·exp((k² − k) / 2σ²) / (α − 1).</remarks>
public sealed class RenyiAccountant
{
    private static readonly int[] Orders = [.. Enumerable.Range(2, 127), 160, 192, 256, 384, 512, 1024];

    private readonly double[] _spent = new double[Orders.Length];

    /// <param name="rate">q: the probability with which each example is in a step, 0 to 1.</param>
    /// <param name="noise">σ: standard deviation of the noise over the clipping norm, above 0.</param>
    public RenyiAccountant Add(double rate, double noise, long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(noise);
        if (rate is < 0 or > 1 or double.NaN)
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A sampling rate lies between 0 and 1.");
        for (var i = 0; i < Orders.Length; i++)
            _spent[i] += steps * OfStep(rate, noise, Orders[i]);
        return this;
    }

    /// <summary>The tightest (ε, δ) that any order gives, by Canonne, Kamath and Steinke 2020, proposition 12.</summary>
    public PrivacyGuarantee At(double delta) =>
        Best(delta, (order, spent) => spent + Math.Log((order - 1.0) / order) - (Math.Log(delta) + Math.Log(order)) / (order - 1));

    /// <summary>The older conversion of Mironov 2017, proposition 3, ε(α) + log(1/δ) / (α − 1): what earlier papers print.</summary>
    public PrivacyGuarantee AtByMironov(double delta) => Best(delta, (order, spent) => spent - Math.Log(delta) / (order - 1));

    /// <summary>Rényi divergence of one step at one order.</summary>
    internal static double OfStep(double rate, double noise, int order)
    {
        if (rate == 0)
            return 0;
        if (rate == 1)
            return order / (2 * noise * noise);
        var (sum, chosen) = (double.NegativeInfinity, 0.0); // log of the sum; log C(α, k)
        for (var k = 0; k <= order; k++)
        {
            sum = AddLogs(sum, chosen + k * Math.Log(rate) + (order - k) * double.LogP1(-rate) + ((double)k * k - k) / (2 * noise * noise));
            chosen += Math.Log(order - k) - Math.Log(k + 1);
        }

        return Math.Max(0, sum) / (order - 1);
    }

    private PrivacyGuarantee Best(double delta, Func<int, double, double> convert)
    {
        if (delta is <= 0 or >= 1 or double.NaN)
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "δ lies between 0 and 1.");
        if (_spent.All(spent => spent == 0))
            return new(0, delta, Orders[^1]);
        return Orders.Zip(_spent).Select(pair => new PrivacyGuarantee(Math.Max(0, convert(pair.First, pair.Second)), delta, pair.First)).MinBy(guarantee => guarantee.Epsilon);
    }

    private static double AddLogs(double one, double other)
    {
        var (high, low) = one > other ? (one, other) : (other, one);
        return double.IsNegativeInfinity(low) ? high : high + double.LogP1(Math.Exp(low - high));
    }
}
