using Tsumugi.Torch.Data;
using Tsumugi.Torch.Heads.Kinds;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads;

/// <summary>One kind of question that a head answers. What is not known of an example is NaN, and teaches nothing.</summary>
public interface IHeadKind
{
    string Name { get; }

    /// <summary>One answer for each position of an item rather than one for the item.</summary>
    bool PerPosition => false;

    /// <summary>Each output has a column of its own in a table.</summary>
    bool ManyColumns => false;

    /// <summary>Scores are in the units of the data, by means and deviations of the configuration.</summary>
    bool Scaled => false;

    /// <summary>Targets of an item or position: the number of the class, or one number for each output.</summary>
    int Targets(HeadConfig config);

    /// <summary>What training examples tell of the answers that there can be.</summary>
    /// <param name="shape">Everything but outputs, means and deviations.</param>
    /// <param name="columns">Names of the columns of targets.</param>
    /// <param name="cells">For each example what stands in these columns (then in that of the mask, where there is one); null where nothing does. They are gone through once.</param>
    /// <exception cref="UnfitDataException">Nothing can be learned from them.</exception>
    HeadConfig Learn(HeadConfig shape, IReadOnlyList<string> columns, IEnumerable<string?[]> cells);

    /// <returns>Targets of one example; for each position, where the head answers for positions and anything is known.</returns>
    /// <exception cref="UnfitDataException">A cell cannot be read.</exception>
    float[] Read(string?[] cells, HeadConfig config);

    /// <param name="scores">[n, outputs], float32.</param>
    /// <param name="targets">[n, targets], NaN where unknown.</param>
    /// <returns>The mean over what is known, a scalar; zero when nothing is.</returns>
    Tensor Loss(Tensor scores, Tensor targets, HeadConfig config);

    /// <returns>[n, outputs]: probabilities, or quantities in their own units.</returns>
    Tensor Predict(Tensor scores, HeadConfig config);

    /// <summary>How good predictions are, by name; a measure that the targets do not allow is left out.</summary>
    /// <param name="predictions">[n, outputs], row after row.</param>
    /// <param name="targets">[n, targets], row after row.</param>
    IReadOnlyDictionary<string, double> Measure(float[] predictions, float[] targets, HeadConfig config);
}

/// <summary>The kinds of heads by name.</summary>
public static class HeadKinds
{
    public static readonly IReadOnlyDictionary<string, IHeadKind> All =
        new IHeadKind[] { new Classification(), new Regression(), new PerPosition(), new MultiLabel() }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
}
