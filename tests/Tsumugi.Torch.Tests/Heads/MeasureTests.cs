using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Heads.Measures;

namespace Tsumugi.Torch.Tests.Heads;

public sealed class MeasureTests
{
    [Theory]
    [InlineData(new float[] { 1, 2, 3, 4 }, new float[] { 10, 20, 30, 99 }, 1)]
    [InlineData(new float[] { 1, 2, 3, 4 }, new float[] { 4, 3, 2, 1 }, -1)]
    [InlineData(new float[] { 1, 2, 2, 4 }, new float[] { 1, 2, 3, 4 }, 0.948683)] // ties share rank 2.5: 4.5 / √(4.5 · 5)
    [InlineData(new float[] { 1, 1, 1 }, new float[] { 1, 2, 3 }, double.NaN)]
    public void Spearman_ranks(float[] predicted, float[] measured, double wanted) => Assert.Equal(wanted, Ranks.Spearman(predicted, measured), 1e-6);

    [Theory]
    [InlineData(new float[] { 0.1f, 0.4f, 0.35f, 0.8f }, new float[] { 0, 0, 1, 1 }, 0.75)]
    [InlineData(new float[] { 0.5f, 0.5f }, new float[] { 0, 1 }, 0.5)]
    [InlineData(new float[] { 0.5f, 0.6f }, new float[] { 1, 1 }, double.NaN)]
    public void RocAuc_shareOfPairsInOrder(float[] scores, float[] labels, double wanted) => Assert.Equal(wanted, Ranks.RocAuc(scores, labels), 1e-6);

    [Fact]
    public void Measure_unknownTargets_doNotCount()
    {
        var labels = new HeadConfig { Kind = "multiLabel", Outputs = ["a", "b", "c"], Width = 8 };
        const float No = float.NaN;

        // Column a is in order, b in reverse, c has one class only and is left out.
        float[] predictions = [0.1f, 0.9f, 0.5f, 0.9f, 0.1f, 0.5f, 0.2f, 0.2f, 0.2f];
        float[] targets = [0, 0, 1, 1, 1, No, No, No, No];
        Assert.Equal(0.5, HeadKinds.All["multiLabel"].Measure(predictions, targets, labels)["rocAuc"], 1e-9);
        Assert.Equal(0.5, HeadKinds.All["classification"].Measure([0.9f, 0.1f, 0.8f, 0.2f, 0, 1], [0, 1, No], labels with { Outputs = ["x", "y"] })["accuracy"], 1e-9);
        var one = labels with { Outputs = ["x"] };
        Assert.Equal(Math.Sqrt(2), HeadKinds.All["regression"].Measure([1, 5, 7], [3, 5, No], one)["rmse"], 1e-9);
        Assert.Empty(HeadKinds.All["regression"].Measure([1], [No], one));
    }

    [Fact]
    public void Measure_rareClass_weighsAsMuchAsTheCommonOneWhenBalanced()
    {
        var classes = new HeadConfig { Kind = "classification", Outputs = ["common", "rare", "absent"], Width = 8 };

        // Three common items found, the rare one taken for common.
        var found = HeadKinds.All["classification"].Measure([1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0], [0, 0, 0, 1], classes);
        Assert.Equal(0.75, found["accuracy"], 1e-9);
        Assert.Equal(0.5, found["balancedAccuracy"], 1e-9);
    }

    [Fact]
    public void Measure_classThatTrainingHasNotSeen_isWrongWhateverIsPredicted()
    {
        var classes = new HeadConfig { Kind = "classification", Outputs = ["x", "y"], Width = 8 };
        var kind = HeadKinds.All["classification"];
        var unseen = kind.Read(["z"], classes)[0];

        // Two that are found, one of each class, and one that nothing finds.
        var found = kind.Measure([1, 0, 0, 1, 1, 0], [0, 1, unseen], classes);
        Assert.Equal(2 / 3.0, found["accuracy"], 1e-9);
        Assert.Equal(2 / 3.0, found["balancedAccuracy"], 1e-9);
    }
}
