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

    /// <summary>Scores are in the units of the data, by means and deviations of the configuration.</summary>
    bool Scaled => false;

    /// <summary>Targets of an item or position: the number of the class, or one number for each output.</summary>
    int Targets(HeadConfig config);

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
