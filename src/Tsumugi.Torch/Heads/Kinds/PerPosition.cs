using Tsumugi.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Heads.Kinds;

/// <summary>Each position of an item is of one class; positions that nobody resolved are unknown.</summary>
public sealed class PerPosition : IHeadKind
{
    public string Name => "perPosition";

    bool IHeadKind.PerPosition => true;

    public int Targets(HeadConfig config) => 1;

    public HeadConfig Learn(HeadConfig shape, IReadOnlyList<string> columns, IEnumerable<string?[]> cells) =>
        Classes.Learn(shape, cells.SelectMany(Letters).OfType<string>(), columns[0]);

    public float[] Read(string?[] cells, HeadConfig config) => [.. Letters(cells).Select(letter => letter is null ? float.NaN : Classes.Number(letter, config))];

    /// <summary>One letter for each position; null where the mask has 0.</summary>
    private static IEnumerable<string?> Letters(string?[] cells)
    {
        if (cells[0] is not { } letters)
            return [];
        var mask = cells.Length > 1 ? cells[1] : null;
        if (mask is not null && mask.Length != letters.Length)
            throw new UnfitDataException($"the labels are of {letters.Length} positions and the mask of {mask.Length}; make them equally long");
        return letters.Select((letter, i) => mask?[i] == '0' ? null : letter.ToString());
    }

    public Tensor Loss(Tensor scores, Tensor targets, HeadConfig config) => Classes.Loss(scores, targets);

    public Tensor Predict(Tensor scores, HeadConfig config) => Classes.Predict(scores);

    public IReadOnlyDictionary<string, double> Measure(float[] predictions, float[] targets, HeadConfig config) => Classes.Measure(predictions, targets, config);
}
