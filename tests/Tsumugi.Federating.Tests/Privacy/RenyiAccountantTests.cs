using Tsumugi.Federating.Privacy;

namespace Tsumugi.Federating.Tests.Privacy;

/// <summary>Against what others published.</summary>
public sealed class RenyiAccountantTests
{
    [Fact]
    public void Epsilon_isThatOfTheMomentsAccountant()
    {
        // Abadi et al. 2016 print ε = 1.26 for q = 0.01, σ = 4, 10,000 steps and δ = 1e-5; TensorFlow Privacy's own tests have 1.258575 at order 20.
        var published = new RenyiAccountant().Add(0.01, 4, 10_000).AtByMironov(1e-5);
        Assert.Equal((1.258575, 20), (Math.Round(published.Epsilon, 6), published.Order));
    }

    [Fact]
    public void Epsilon_isThatOfOpacus()
    {
        // Opacus' documentation of compute_dp_sgd_privacy: 300 steps at q = 0.01 and σ = 1 give 2.39 at order 5 with δ = 1e-5.
        Assert.Equal(2.39, Math.Round(300 * RenyiAccountant.OfStep(0.01, 1, 5) + Math.Log(4.0 / 5) - (Math.Log(1e-5) + Math.Log(5)) / 4, 2));

        // Opacus' accountants_test: 2,250 steps at q = 0.04 and σ = 1.5 give 7.32911117143, orders between whole numbers included.
        Assert.InRange(new RenyiAccountant().Add(0.04, 1.5, 2250).At(1e-5).Epsilon, 7.329, 7.4);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    public void WithoutSampling_itIsTheGaussianMechanism(int order)
    {
        // Mironov 2017, proposition 7: ε(α) = α / 2σ²; sampling everything must come to the same as the formula for parts of it.
        Assert.Equal(order / (2 * 9.0), RenyiAccountant.OfStep(1, 3, order), 12);
        Assert.Equal(order / (2 * 9.0), RenyiAccountant.OfStep(1 - 1e-12, 3, order), 6);
    }

    [Fact]
    public void Spending_growsWithStepsAndRate_andShrinksWithNoise()
    {
        double Of(double rate, double noise, long steps) => new RenyiAccountant().Add(rate, noise, steps).At(1e-5).Epsilon;
        Assert.True(Of(0.01, 1, 100) < Of(0.01, 1, 200));
        Assert.True(Of(0.01, 1, 100) < Of(0.02, 1, 100));
        Assert.True(Of(0.01, 2, 100) < Of(0.01, 1, 100));
        Assert.Equal(new RenyiAccountant().Add(0.01, 1, 100).Add(0.01, 1, 100).At(1e-5).Epsilon, Of(0.01, 1, 200), 12);
        Assert.Equal(0, new RenyiAccountant().At(1e-5).Epsilon);
    }

    [Fact]
    public void Budget_endsWhereTheNextPieceWouldPassIt()
    {
        var (budget, piece) = (new PrivacyBudget(1.3, 1e-5), new PrivacySpent(0.01, 4, 5000));
        Assert.True(budget.Allows([piece], piece));
        Assert.False(budget.Allows([piece, piece, piece], piece));
        Assert.InRange(budget.Spent([piece, piece]).Epsilon, 1.0, 1.26);
    }

    [Theory]
    [InlineData(1.1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.1, 0)]
    public void WhatIsNoMechanism_isRefused(double rate, double noise) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RenyiAccountant().Add(rate, noise, 1));
}
