using Tsumugi.Torch.Retrieval;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>Which proteins are alike by local alignment, beyond their families: members of one family do not see each other.</summary>
/// <remarks>So a training protein sees what a test protein will see: relatives that share too few words to be of its family.</remarks>
internal sealed class Relatives(IReadOnlyList<string> proteins, int[] families, CancellationToken ct)
{
    /// <summary>Surprise from which a likeness counts: among four thousand proteins, chance gives a few such.</summary>
    private const double Least = 6;

    /// <summary>Surprise beyond <see cref="Least"/> that weighs 1.</summary>
    private const double Unit = 10;
    private const double Most = 3;

    private const double Significant = 1e-3;

    private readonly byte[][] _scores = LocalAlignment.AllPairs(proteins, ct);

    /// <returns>[rows, others], float32, 0 or more.</returns>
    public Tensor Weights(IReadOnlyList<int> rows, IReadOnlyList<int> others)
    {
        var weights = new float[rows.Count * others.Count];
        Parallel.For(0, rows.Count, row =>
        {
            for (var other = 0; other < others.Count; other++)
                weights[row * others.Count + other] = (float)Math.Clamp((Surprise(rows[row], others[other]) - Least) / Unit, 0, Most);
        });
        return tensor(weights, [rows.Count, others.Count]);
    }

    /// <summary>Whether chance would give a likeness as good as the best only once in a thousand searches of the others.</summary>
    public bool HasAny(int row, IReadOnlyList<int> others) => others.Max(other => Surprise(row, other)) > Math.Log(others.Count / Significant);

    private double Surprise(int row, int other) =>
        families[row] == families[other] ? double.NegativeInfinity : LocalAlignment.Surprise(_scores[row][other], proteins[row].Length, proteins[other].Length);
}
